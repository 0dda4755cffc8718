import { isSameBytes } from "../../shared/same-bytes.ts";
import { endFold, type Fold, foldLines, newFold } from "./fold-trace.ts";
import { unescapeJson } from "./unescape-json.ts";

/** A stack as it stands in JSON, and what folding leaves of it. */
type KnownStack = { raw: Uint8Array; kept: Uint8Array; fold: Fold };

const MAX_STACKS = 2000;
/** Shorter ones are folded as fast as they are looked up; longer texts may be cut when they are unescaped. */
const MIN_STACK_BYTES = 200;
const MAX_TEXT_BYTES = 12 * 1024;
const LOOKED_AT = 24;
const [BACKSLASH, LETTER_N, BLANK] = [0x5c, 0x6e, 0x20];
/** Bytes of a line break and four blanks, as JSON spells them. */
const CODE_LINE_BYTES = 6;

/**
 * Unescapes and folds texts that hold stacks. The stack of one place in a program is the same each time, byte for byte, and only what
 * was raised differs: it is folded once and known then. The result is that of `unescapeJson` and `foldTrace`.
 */
export class KnownStacks {
  private readonly stacks = new Map<number, KnownStack>();

  /** The length of the folded text in `out`; -1 where the text needs a parser. */
  fold(bytes: Uint8Array, from: number, to: number, out: Uint8Array): number {
    const end = to - from > MAX_TEXT_BYTES ? from : stackEnd(bytes, from, to);
    if (end - from < MIN_STACK_BYTES) return foldWhole(bytes, from, to, out);
    const hash = hashOf(bytes, from, end);
    let known = this.stacks.get(hash);
    if (known === undefined || !isSameBytes(known.raw, bytes, from, end)) {
      const fresh = foldStack(bytes, from, end, out);
      if (fresh === undefined) return -1;
      if (this.stacks.size >= MAX_STACKS) this.stacks.clear();
      this.stacks.set(hash, fresh);
      known = fresh;
    }
    return foldRest(known, bytes, end, to, out);
  }
}

function foldWhole(bytes: Uint8Array, from: number, to: number, out: Uint8Array): number {
  const length = unescapeJson(bytes, from, to, out);
  if (length < 0) return -1;
  const fold = newFold();
  foldLines(out, 0, length, fold);
  return endFold(out, fold);
}

/** The place where the line behind the last line of code starts; `from` where there is none. */
function stackEnd(bytes: Uint8Array, from: number, to: number): number {
  const last = lastCodeLine(bytes, from, to);
  // A backslash before it would be what is escaped.
  if (last <= from || bytes[last - 1] === BACKSLASH) return from;
  for (let at = last + 2; at + 1 < to; at++) {
    if (bytes[at] !== BACKSLASH) continue;
    if (bytes[at + 1] === LETTER_N) return at + 2;
    at++;
  }
  return from;
}

/**
 * The place of the last line break that four blanks follow, which starts the last line of code in a Python stack; -1 where there is
 * none. Near the end, where there is one: searched from there.
 */
function lastCodeLine(bytes: Uint8Array, from: number, to: number): number {
  for (let at = to - CODE_LINE_BYTES; at >= from; at--) {
    if (bytes[at] !== BACKSLASH || bytes[at + 1] !== LETTER_N) continue;
    if (bytes[at + 2] === BLANK && bytes[at + 3] === BLANK && bytes[at + 4] === BLANK && bytes[at + 5] === BLANK)
      return at;
  }
  return -1;
}

function foldStack(bytes: Uint8Array, from: number, end: number, out: Uint8Array): KnownStack | undefined {
  const length = unescapeJson(bytes, from, end, out);
  if (length < 0) return undefined;
  const fold = newFold();
  foldLines(out, 0, length, fold);
  return { raw: bytes.slice(from, end), kept: out.slice(0, fold.kept), fold };
}

/** Folds what stands behind a known stack. */
function foldRest({ kept, fold }: KnownStack, bytes: Uint8Array, from: number, to: number, out: Uint8Array): number {
  out.set(kept);
  // A byte is left for the line break that may come behind what is kept.
  const begin = kept.length + 1;
  const length = unescapeJson(bytes, from, to, out, begin);
  if (length < 0) return -1;
  const whole = { ...fold };
  foldLines(out, begin, length, whole);
  return endFold(out, whole);
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  const step = ((to - from) / LOOKED_AT) | 0;
  let hash = to - from;
  for (let at = to - 1; at >= from; at -= step) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
  return hash;
}
