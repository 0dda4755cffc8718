import type { Place } from "../../shared/events.ts";
import type { LogEntry } from "../../shared/log-entry.ts";
import type { Severity } from "../../shared/severity.ts";
import { stripPrefix } from "./text/prefix.ts";

/** Lines of one instance and log that belong together; `entry` is the first. */
export type Block = {
  entry: LogEntry;
  place: Place;
  severity: Severity;
  text: string;
  lastAt: number;
  lines: number;
  awaitsTraceback: boolean;
  /** Whether the instance was starting when the first line came. */
  isStarting: boolean;
};

/** Lines of one report are written at once; more than this between two means that they are two reports. */
const MAX_GAP_MS = 200;
/** A block is closed once entries this much later come by. */
const MAX_AGE_MS = 2000;
const MAX_OPEN_BLOCKS = 500;
const MAX_BLOCK_CHARACTERS = 64 * 1024;
const MAX_BLOCK_LINES = 1000;

const TRACEBACK = "Traceback (most recent call last)";
const SEPARATOR = /^\s*(?:During handling of the above exception|The above exception was the direct cause)/;
const CONTINUES =
  /^(?:\s|$|Caused by: |Suppressed: |\.\.\. \d|at [\w.$<]|--->|#\d{1,4}\s|Stack trace:|thrown in |goroutine \d|created by |exit status |\[signal |\[SQL: |\[parameters: |\(Background on this error|DETAIL: |HINT: |LINE \d|CONTEXT: |\^|\}|\]|\):?$|Require stack:|Node\.js v\d|During handling of|The above exception was)/;
/** Rails tells one failure in several lines of this level: the exception, an empty one, its frames. */
const RUBY_FATAL = /^F, \[[^\]\n]{19,60}\] FATAL -- /;
const EXCEPTION_LINE = /^[A-Za-z_][\w.]{0,199}(?::|$)/;

/**
 * Joins the lines of one report that came as entries of their own. `continues` takes a text of a moment (ms) into the open block of its
 * instance and log and says whether it did; `open` starts a block with a line that tells of a failure; both give back blocks that ended.
 */
export type LineJoiner = {
  continues: (at: number, key: string, text: string) => { taken: boolean; ended: readonly Block[] };
  open: (entry: LogEntry, origin: BlockOrigin, text: string, severity: Severity, isStarting: boolean) => void;
  /** Blocks that no entry at this moment (ms) or later can continue; all where none is given. */
  expire: (at?: number) => readonly Block[];
};

/** Where the lines of a block come from. */
type BlockOrigin = { place: Place; joinKey: string };

const NO_BLOCKS: readonly Block[] = [];
const NOT_TAKEN = { taken: false, ended: NO_BLOCKS };

/** A joiner without blocks. Its state is bounded: 500 blocks of 64 Ki characters and the entry they began with. */
export function createLineJoiner(): LineJoiner {
  return new Joiner();
}

/** A class, as joiners are made often: functions made anew each time would be compiled anew. */
class Joiner implements LineJoiner {
  /** In the order of their last line: the first is the oldest. */
  readonly #blocks = new Map<string, Block>();
  /** Of the first block the moment of its last line; in the far past where that has to be looked up. */
  #firstAt = Number.NEGATIVE_INFINITY;

  continues(at: number, key: string, text: string): { taken: boolean; ended: readonly Block[] } {
    const blocks = this.#blocks;
    const block = blocks.get(key);
    if (block === undefined) return NOT_TAKEN;
    blocks.delete(key);
    this.#firstAt = Number.NEGATIVE_INFINITY;
    if (!belongs(block, at, text)) return { taken: false, ended: [block] };
    append(block, at, text);
    blocks.set(key, block);
    return { taken: true, ended: [] };
  }

  open(entry: LogEntry, { place, joinKey }: BlockOrigin, text: string, severity: Severity, isStarting: boolean): void {
    if (this.#blocks.size === 0) this.#firstAt = entry.at;
    this.#blocks.set(joinKey, {
      entry,
      place,
      severity,
      text,
      lastAt: entry.at,
      lines: 1,
      awaitsTraceback: !text.includes(TRACEBACK),
      isStarting,
    });
  }

  expire(at = Number.POSITIVE_INFINITY): readonly Block[] {
    const blocks = this.#blocks;
    if (blocks.size === 0 || (this.#firstAt >= at - MAX_AGE_MS && blocks.size <= MAX_OPEN_BLOCKS)) return NO_BLOCKS;
    const ended: Block[] = [];
    for (const [key, block] of blocks) {
      this.#firstAt = block.lastAt;
      if (block.lastAt >= at - MAX_AGE_MS && blocks.size <= MAX_OPEN_BLOCKS) break;
      blocks.delete(key);
      ended.push(block);
    }
    return ended;
  }
}

function belongs(block: Block, at: number, text: string): boolean {
  const gap = at - block.lastAt;
  if (
    gap > MAX_GAP_MS ||
    gap < -MAX_GAP_MS ||
    block.lines >= MAX_BLOCK_LINES ||
    block.text.length > MAX_BLOCK_CHARACTERS
  )
    return false;
  if (text.slice(0, 200).includes(TRACEBACK)) return block.awaitsTraceback;
  if (CONTINUES.test(text) || isOfSameFatal(block, text)) return true;
  const last = block.text.slice(block.text.lastIndexOf("\n") + 1);
  // Python's last line stands unindented behind indented frames, Go's function lines stand between indented files.
  if (/^\s/.test(last) && block.text.includes(TRACEBACK)) return EXCEPTION_LINE.test(text);
  if (block.text.includes("goroutine ")) return /^[\w./*()[\]{}$<>-]{1,300}\(.{0,1000}\)$/.test(text);
  // Node prints the place and `throw err;` before the error itself.
  return /^(?:throw |\^|\s{2,}|node:|\/)/.test(last) && /^[A-Z]\w{0,80}(?: \[\w+\])?: /.test(text);
}

function isOfSameFatal(block: Block, text: string): boolean {
  return text.startsWith("F, [") && RUBY_FATAL.test(text) && RUBY_FATAL.test(block.text);
}

function append(block: Block, at: number, text: string): void {
  if (SEPARATOR.test(text)) block.awaitsTraceback = true;
  else if (text.includes(TRACEBACK)) block.awaitsTraceback = false;
  block.text += `\n${isOfSameFatal(block, text) ? stripPrefix(text).text : text}`;
  block.lines += 1;
  block.lastAt = at;
}
