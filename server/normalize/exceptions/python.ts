import type { ExceptionLink, Frame } from "../../../shared/events.ts";
import { remembering } from "../../../shared/memo.ts";
import { frame, link } from "./frames.ts";
import type { ExceptionParser } from "./index.ts";

const TRACEBACK = "Traceback (most recent call last)";
const FRAME = /^\s*File "([^"]{1,500})", line (\d{1,9})(?:, in (.{1,300}))?/;
const EXCEPTION_LINE = /^([A-Za-z_][\w.]{0,199})(?::\s?(.*))?$/;
const SEPARATOR = /^(?:During handling of the above exception|The above exception was the direct cause)/;
/** Exception groups draw a tree in front of their lines: `  | `, `  +-+---------------- 1 ----------------`. */
const GROUP_TREE = /^\s{0,40}(?:\| ?|\+-\+?-{4,} ?(?:\d+|\.\.\.)? ?-{0,40}|\+-{4,}$)/;

type Open = { frames: Frame[]; type?: string; message: string[]; isGroup: boolean; depth: number };

/** Python's tracebacks: chains in the order raised, the members of an exception group before the group. */
export const python: ExceptionParser = {
  id: "python",
  looksLike: (text) => text.includes(TRACEBACK) || (text.includes('File "') && text.includes("SyntaxError: ")),
  parse: parseTracebacks,
};

/** What was read of a text: tracebacks that are whole, those of groups apart, and the one that goes on. */
type Reading = { links: ExceptionLink[]; groups: ExceptionLink[]; open: Open | undefined };

function parseTracebacks(text: string): ExceptionLink[] {
  return linksOf(readLines(begin(text), text));
}

/** Tracebacks that were read as far as the line that says what was raised; nobody may change it. */
export type OpenTraceback = Reading & { open: Open };

/** The start of a text, whole lines, read up to there; undefined where it does not end in the frames of a traceback. */
export function openTraceback(start: string): OpenTraceback | undefined {
  if (!start.includes(TRACEBACK) || !start.endsWith("\n")) return undefined;
  const { links, groups, open } = readLines(begin(start), start.slice(0, -1));
  return open === undefined || open.type !== undefined ? undefined : { links, groups, open };
}

/** The chain of a text that goes on behind such a start; undefined where its first line does not say what was raised. */
export function closedTraceback({ links, groups, open }: OpenTraceback, rest: string): ExceptionLink[] | undefined {
  const end = rest.indexOf("\n");
  const first = end < 0 ? rest : rest.slice(0, end);
  // Its frames are those of many texts: nothing may be added to them.
  if (FRAME.test(withoutTree(first))) return undefined;
  const reading: Reading = { links: [...links], groups: [...groups], open: { ...open, message: [] } };
  readLines(reading, first);
  if (reading.open?.type === undefined) return undefined;
  return linksOf(end < 0 ? reading : readLines(reading, rest.slice(end + 1)));
}

function begin(text: string): Reading {
  return { links: [], groups: [], open: text.includes(TRACEBACK) ? undefined : newTraceback("") };
}

function readLines(reading: Reading, text: string): Reading {
  for (const raw of text.split("\n")) {
    const line = withoutTree(raw);
    if (line.includes(TRACEBACK)) {
      close(reading);
      reading.open = newTraceback(line);
    } else if (SEPARATOR.test(line) || /^\s{0,40}\+-/.test(raw)) close(reading);
    else if (reading.open !== undefined) readLine(reading.open, line);
  }
  return reading;
}

function withoutTree(line: string): string {
  return line.replace(GROUP_TREE, "").replace(/\r$/, "");
}

function close(reading: Reading): void {
  const { open } = reading;
  const closed = open === undefined ? undefined : closeTraceback(open);
  if (closed !== undefined) (open?.isGroup ? reading.groups : reading.links).push(closed);
  reading.open = undefined;
}

function linksOf(reading: Reading): ExceptionLink[] {
  close(reading);
  return [...reading.links, ...reading.groups.reverse()];
}

function newTraceback(line: string): Open {
  return { frames: [], message: [], isGroup: line.includes("Exception Group"), depth: 0 };
}

function readLine(open: Open, line: string): void {
  if (open.type !== undefined) {
    open.message.push(line);
    return;
  }
  const found = frameIn(line);
  if (found !== undefined) {
    open.frames.push(found);
    return;
  }
  const isIndented = line.startsWith(" ") || line.startsWith("\t");
  const named = isIndented ? null : EXCEPTION_LINE.exec(line);
  if (named?.[1] === undefined) return;
  open.type = named[1];
  open.message.push(named[2] ?? "");
}

/** The same lines of a program stand in each of its stacks. */
const frameIn = remembering((line): Frame | undefined => {
  const parts = FRAME.exec(line);
  return parts === null ? undefined : frame(parts[1] ?? "", parts[2], parts[3]);
});

/** Undefined where the traceback was cut before it said what was raised. */
function closeTraceback(open: Open): ExceptionLink | undefined {
  if (open.type === undefined) {
    return open.frames.length === 0
      ? undefined
      : link("Exception", "the traceback ends before it says what was raised", open.frames);
  }
  return link(open.type, open.message.join("\n"), open.frames);
}
