/** Values by texts, of which those are kept that come again; nobody may change them. */
export type Memo<T> = {
  find: (text: string) => T | undefined;
  /** Keeps the value of a text that `find` did not know, if it was offered shortly before, too: what comes once only is not even made. */
  keep: (text: string, make: () => T) => void;
};

const SEEN_PLACES = 4096;
const LOOKED_AT = 64;
/** Longer texts are told apart by some of their characters, then compared: a map of texts would read each of them whole. */
const LONGEST_HASHED = 128;
const MAX_SAME_HASH = 4;

type Row<T> = { text: string; value: T };

/** Remembers up to `most` values, then starts anew; longer texts than `longest` seldom repeat and are not kept. */
export function createMemo<T>(most: number, longest: number): Memo<T> {
  const short = new Map<string, T>();
  const long = new Map<number, Row<T>[]>();
  const seen = new Int32Array(SEEN_PLACES);
  let count = 0;
  return {
    find(text) {
      if (text.length <= LONGEST_HASHED) return short.get(text);
      if (text.length > longest) return undefined;
      const rows = long.get(hashOf(text));
      if (rows !== undefined) for (const row of rows) if (row.text === text) return row.value;
      return undefined;
    },
    keep(text, make) {
      if (text.length > longest) return;
      const hash = hashOf(text);
      if (isFirst(seen, hash)) return;
      if (count >= most) {
        short.clear();
        long.clear();
        count = 0;
      }
      count += 1;
      if (text.length <= LONGEST_HASHED) short.set(text, make());
      else add(long, hash, { text, value: make() });
    },
  };
}

/** A function of texts that remembers what it gave for texts that came again (see `createMemo`). What it gives is shared. */
export function remembering<T>(make: (text: string) => T, most = 2000, longest = 600): (text: string) => T {
  const known = createMemo<{ value: T }>(most, longest);
  return (text) => {
    const found = known.find(text);
    if (found !== undefined) return found.value;
    const value = make(text);
    known.keep(text, () => ({ value }));
    return value;
  };
}

/** Of those that look alike the newest are kept. */
function add<T>(rows: Map<number, Row<T>[]>, hash: number, row: Row<T>): void {
  const same = rows.get(hash);
  if (same === undefined) rows.set(hash, [row]);
  else {
    same.push(row);
    if (same.length > MAX_SAME_HASH) same.shift();
  }
}

/** Whether a text of this hash was not offered shortly before. */
function isFirst(seen: Int32Array, hash: number): boolean {
  const place = (hash ^ (hash >>> 16)) & (SEEN_PLACES - 1);
  if (seen[place] === hash) return false;
  seen[place] = hash;
  return true;
}

/** Of the length and some of the characters. */
function hashOf(text: string): number {
  const { length } = text;
  const step = length < LOOKED_AT ? 1 : Math.floor(length / LOOKED_AT);
  let hash = length + 1;
  for (let at = length - 1; at >= 0; at -= step) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}
