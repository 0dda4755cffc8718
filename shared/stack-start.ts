import { createTextTable, hashOf } from "./text-table.ts";

/**
 * Where in a text the frames of its last Python stack end: the place of the line behind them, which says what was raised. 0 where
 * there is none, or its line is not whole. What stands before it is the same each time that the same call fails.
 */
export function endOfStack(text: string): number {
  const last = text.lastIndexOf(FRAME);
  if (last < 0) return 0;
  let end = text.indexOf("\n", last + 1) + 1;
  // The line of the program, and what marks the place in it.
  while (end > 0 && text.charCodeAt(end) === BLANK) end = text.indexOf("\n", end) + 1;
  return end;
}

const FRAME = '\n  File "';
const BLANK = 0x20;
const LONGEST_START = 8000;
const MOST_STARTS = 200;
const LOOKED_AT = 16;

/**
 * What a function makes of the start of a text up to a place, made once for each start that comes again; undefined for one that was not
 * seen shortly before, or is longer than 8,000 characters. 200 are kept at most, then it starts anew. What it gives is shared. Starts
 * are compared, which takes a twentieth of what a map of texts takes to hash them.
 */
export function knownStarts<T>(make: (start: string) => T): (text: string, end: number) => T | undefined {
  const known = createTextTable<T>(MOST_STARTS);
  return (text, end) => {
    if (end === 0 || end > LONGEST_START) return undefined;
    const hash = hashOf(text, end, LOOKED_AT);
    const found = known.find(hash, text.slice(0, end));
    if (found !== undefined) return found.value;
    if (known.isFirst(hash)) return undefined;
    const start = copyOf(text.slice(0, end));
    const value = make(start);
    known.add(hash, { text: start, value });
    return value;
  };
}

/** The same text by itself: a slice would keep the whole that it was cut from. */
function copyOf(text: string): string {
  return String(JSON.parse(JSON.stringify(text)));
}
