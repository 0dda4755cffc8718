import { classOf, SPACE } from "./characters.ts";

const MAX_FUNCTION_BYTES = 120;
const FRAME = bytesOf('File "');
const AT = bytesOf("at ");
const STATEMENT = bytesOf("[SQL: ");
const IN = bytesOf("\n  in ");
const MIN_CODE_INDENT = 4;

/** Lines that say that a stack follows, or that some of it was left out. */
const HEADINGS = [
  "Traceback (most recent call last):",
  "During handling of the above exception",
  "The above exception was the direct cause",
  "... ",
  "[Previous line repeated",
  "[parameters: ",
].map(bytesOf);

/** What a frame's line holds when the code is not the app's own. */
const LIBRARY_MARKS = [
  "site-packages",
  "dist-packages",
  "/lib/python",
  "node_modules",
  "(node:",
  "<frozen",
  "(internal/",
].map(bytesOf);
const LIBRARY_CALLS = [
  "java.",
  "javax.",
  "jdk.",
  "sun.",
  "scala.",
  "kotlin.",
  "org.springframework.",
  "org.apache.",
  "System.",
  "Microsoft.",
].map(bytesOf);

/** 1 for the bytes that a library's mark starts with. */
const MARK_STARTS = new Uint8Array(256);
for (const mark of LIBRARY_MARKS) MARK_STARTS[mark[0] ?? 0] = 1;

/**
 * Takes the frames out of the stacks in the first `length` bytes of `bytes`, in place, and gives the new length: what
 * was raised stays, and the function of the app itself that lies nearest to the failure. The statement and parameters
 * that SQLAlchemy prints go too: one mistake can fail many statements. Frames are those of Python
 * (`  File "main.py", line 1, in f`) and of Java, JavaScript and .NET (`    at f (main.js:1:2)`).
 */
export function foldTrace(bytes: Uint8Array, length: number): number {
  const fold = newFold();
  foldLines(bytes, 0, length, fold);
  return endFold(bytes, fold);
}

/** How far a text was folded: `kept` bytes of it stand at the start, the rest says what the lines before mean for those to come. */
export type Fold = {
  kept: number;
  own: Uint8Array | undefined;
  isPython: boolean;
  inCode: boolean;
  inStatement: boolean;
};

/** Nothing folded yet. */
export function newFold(): Fold {
  return { kept: 0, own: undefined, isPython: false, inCode: false, inStatement: false };
}

/** Folds the whole lines between two places, the first of which lies behind what is kept so far. */
export function foldLines(bytes: Uint8Array, begin: number, length: number, fold: Fold): void {
  let { kept, own, isPython, inCode, inStatement } = fold;
  for (let from = begin; from < length; ) {
    const end = lineEnd(bytes, from, length);
    const start = afterIndent(bytes, from, end);
    const isFrame = start > from && startsWith(bytes, start, end, FRAME);
    const isCall = !isFrame && start > from && startsWith(bytes, start, end, AT);
    const isCode = inCode && start - from >= MIN_CODE_INDENT;
    if (isFrame || isCall) {
      const isOwn = !isLibrary(bytes, start, end) && !(isCall && isLibraryCall(bytes, start + AT.length, end));
      const isWanted = isFrame ? isOwn : isOwn && !isPython && own === undefined;
      if (isWanted) own = isFrame ? functionOfFrame(bytes, start, end) : functionOfCall(bytes, start + AT.length, end);
      isPython ||= isFrame;
      inCode = isFrame;
    } else if (!isCode) {
      inCode = false;
      if (inStatement) inStatement = bytes[start] !== 40 && bytes[start] !== 91;
      if (startsWith(bytes, start, end, STATEMENT)) inStatement = bytes[end - 1] !== 93;
      else if (!inStatement && start < end && !isHeading(bytes, start, end)) {
        if (kept > 0) bytes[kept++] = 10;
        bytes.copyWithin(kept, from, end);
        kept += end - from;
      }
    }
    from = end + 1;
  }
  fold.kept = kept;
  fold.own = own;
  fold.isPython = isPython;
  fold.inCode = inCode;
  fold.inStatement = inStatement;
}

/** Puts the function of the app behind what is kept, and gives the length of both. */
export function endFold(bytes: Uint8Array, { kept, own }: Fold): number {
  return withFunction(bytes, kept, own);
}

function withFunction(bytes: Uint8Array, kept: number, own: Uint8Array | undefined): number {
  if (own === undefined || kept + IN.length + own.length > bytes.length) return kept;
  bytes.set(IN, kept);
  bytes.set(own, kept + IN.length);
  return kept + IN.length + own.length;
}

function lineEnd(bytes: Uint8Array, from: number, length: number): number {
  let at = from;
  while (at < length && bytes[at] !== 10) at++;
  return at;
}

function afterIndent(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (classOf(bytes, at) & SPACE) !== 0) at++;
  return at;
}

/** The name after the last ` in ` of a Python frame; undefined where there is none. */
function functionOfFrame(bytes: Uint8Array, from: number, end: number): Uint8Array | undefined {
  for (let at = end - 1; at > from + 3; at--) {
    if (bytes[at] === 32 && bytes[at - 1] === 110 && bytes[at - 2] === 105 && bytes[at - 3] === 32) {
      return bytes.slice(at + 1, Math.min(end, at + 1 + MAX_FUNCTION_BYTES));
    }
  }
  return undefined;
}

/** The name of a call: up to a blank or a bracket. */
function functionOfCall(bytes: Uint8Array, from: number, end: number): Uint8Array {
  let at = from;
  while (at < end && at - from < MAX_FUNCTION_BYTES && bytes[at] !== 40 && bytes[at] !== 32) at++;
  return bytes.slice(from, at);
}

function isHeading(bytes: Uint8Array, from: number, end: number): boolean {
  const first = bytes[from];
  if (first !== 84 && first !== 68 && first !== 46 && first !== 91) return false;
  return HEADINGS.some((heading) => startsWith(bytes, from, end, heading));
}

function isLibrary(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    if (MARK_STARTS[bytes[at]!] === 0) continue;
    for (const mark of LIBRARY_MARKS) if (startsWith(bytes, at, end, mark)) return true;
  }
  return false;
}

function isLibraryCall(bytes: Uint8Array, from: number, end: number): boolean {
  return LIBRARY_CALLS.some((call) => startsWith(bytes, from, end, call));
}

function startsWith(bytes: Uint8Array, from: number, end: number, word: Uint8Array): boolean {
  if (from + word.length > end) return false;
  for (let i = 0; i < word.length; i++) if (bytes[from + i] !== word[i]) return false;
  return true;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
