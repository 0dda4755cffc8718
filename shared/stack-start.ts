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
const MAX_SAME_HASH = 4;
const SEEN_PLACES = 1024;
const LOOKED_AT = 16;

type Row<T> = { start: string; value: T };

/**
 * What a function makes of the start of a text up to a place, made once for each start that comes again; undefined for one that was not
 * seen shortly before, or is longer than 8,000 characters. 200 are kept at most, then it starts anew. What it gives is shared. Starts
 * are compared, which takes a twentieth of what a map of texts takes to hash them.
 */
export function knownStarts<T>(make: (start: string) => T): (text: string, end: number) => T | undefined {
  const rows = new Map<number, Row<T>[]>();
  const seen = new Int32Array(SEEN_PLACES);
  let count = 0;
  const add = (hash: number, start: string): T => {
    if (count >= MOST_STARTS) rows.clear();
    count = rows.size === 0 ? 1 : count + 1;
    const row = { start, value: make(start) };
    const same = rows.get(hash);
    if (same === undefined) rows.set(hash, [row]);
    else if (same.length < MAX_SAME_HASH) same.push(row);
    return row.value;
  };
  return (text, end) => {
    if (end === 0 || end > LONGEST_START) return undefined;
    const hash = hashOf(text, end);
    const same = rows.get(hash);
    if (same !== undefined) {
      const start = text.slice(0, end);
      for (const row of same) if (row.start === start) return row.value;
    }
    const place = hash & (SEEN_PLACES - 1);
    if (seen[place] !== hash) {
      seen[place] = hash;
      return undefined;
    }
    return add(hash, copyOf(text.slice(0, end)));
  };
}

/** Of the length and some of the characters: all of them are compared anyhow. */
function hashOf(text: string, end: number): number {
  const step = Math.max(1, Math.floor(end / LOOKED_AT));
  let hash = end;
  for (let at = end - 1; at >= 0; at -= step) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

/** The same text by itself: a slice would keep the whole that it was cut from. */
function copyOf(text: string): string {
  return String(JSON.parse(JSON.stringify(text)));
}
