const [QUOTE, BACKSLASH, NEWLINE, OPEN_BRACE, CLOSE_BRACE, OPEN_LIST, CLOSE_LIST, COMMA] = [
  0x22, 0x5c, 0x0a, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c,
];
/** How far a value is followed beyond a line that looks like the start of the next one. */
const DOUBTFUL_BYTES = 16 * 1024;

/** Where the reading of one bracketed value stands; offsets count from the value's first byte. */
export type Scan = {
  offset: number;
  depth: number;
  inString: boolean;
  newlines: number;
  /** Spaces before the value on its line; -1 where something else stands before it. */
  indent: number;
  /** Whether the lines inside are indented deeper than the value: pretty-printed. */
  isPretty: boolean;
  /** The first line inside that looks like the start of another value, with the newlines before it. */
  restart: { offset: number; newlines: number } | undefined;
};

/** A scan at the start of a value; `depth` above 0 continues inside a bracket that is already open. */
export function startScan(indent: number, depth = 0): Scan {
  return { offset: 0, depth, inString: false, newlines: 0, indent, isPretty: false, restart: undefined };
}

/**
 * Follows brackets and strings from where the scan stands. `end`: `scan.offset` is just behind the value. `broken`: a line ended
 * inside a string, or the value went on long behind the start of another. `more`: the data ended first.
 */
export function follow(scan: Scan, data: Buffer, start: number, isLast: boolean): "end" | "broken" | "more" {
  let { depth, inString } = scan;
  let at = start + scan.offset;
  for (; at < data.length; at++) {
    const byte = data[at];
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
      else if (byte === NEWLINE) return stop(scan, "broken", at - start, depth, inString);
      continue;
    }
    if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_LIST) {
      depth--;
      if (depth === 0) return stop(scan, "end", at - start + 1, depth, inString);
    } else if (byte === NEWLINE) {
      if (!isLast && at + scan.indent + 2 >= data.length) return stop(scan, "more", at - start, depth, inString);
      scan.newlines++;
      lookAtLine(scan, data, start, at + 1);
      if (scan.restart !== undefined && at - start - scan.restart.offset > DOUBTFUL_BYTES) {
        return stop(scan, "broken", at - start, depth, inString);
      }
    }
  }
  // An escape whose second byte is still to come is read again.
  const isHalfEscape = at > data.length;
  return stop(scan, "more", (isHalfEscape ? data.length - 1 : at) - start, depth, inString);
}

function stop<T>(scan: Scan, result: T, offset: number, depth: number, inString: boolean): T {
  scan.offset = offset;
  scan.depth = depth;
  scan.inString = inString;
  return result;
}

/** Notes whether the value is pretty-printed, and where another value seems to start at the same indentation. */
function lookAtLine(scan: Scan, data: Buffer, start: number, lineStart: number): void {
  if (scan.indent < 0 || scan.restart !== undefined) return;
  const first = lineStart + indentAt(data, lineStart, scan.indent + 1);
  if (scan.newlines === 1 && first - lineStart > scan.indent) scan.isPretty = true;
  if (first - lineStart !== scan.indent || data[first] !== OPEN_BRACE) return;
  const next = data[first + 1];
  const isAlone = next === NEWLINE || next === 0x0d;
  if (scan.isPretty || !isAlone) scan.restart = { offset: first - start, newlines: scan.newlines };
}

/** How many spaces and tabs stand at a place, counted up to `most`. */
export function indentAt(data: Buffer, from: number, most: number): number {
  let at = from;
  while (at - from < most && (data[at] === 0x20 || data[at] === 0x09)) at++;
  return at - from;
}

/** Where the object ends that fills a line, a comma behind it allowed; `at` where the line is something else. */
export function objectEnd(data: Buffer, at: number, lineEnd: number): number {
  let end = lineEnd;
  while (end > at && (data[end - 1] === 0x0d || data[end - 1] === 0x20 || data[end - 1] === 0x09)) end--;
  if (data[end - 1] === COMMA) end--;
  return data[at] !== OPEN_BRACE || data[end - 1] !== 0x7d || end - at < 2 ? at : end;
}
