/** A text and what is known of it. */
export type Row<T> = { text: string; value: T };

/** Rows by texts that are too long for a map, which would read each of them whole: found by a number (see `hashOf`), then compared. */
export type TextTable<T> = {
  find: (hash: number, text: string) => Row<T> | undefined;
  /** Whether no text of this number was offered shortly before: what comes once only is not worth a row. */
  isFirst: (hash: number) => boolean;
  add: (hash: number, row: Row<T>) => void;
};

const SEEN_PLACES = 4096;
const MAX_SAME_HASH = 4;

/** A table of up to `most` rows, which then starts anew; of those of one number the newest are kept. */
export function createTextTable<T>(most: number): TextTable<T> {
  const rows = new Map<number, Row<T>[]>();
  const seen = new Int32Array(SEEN_PLACES);
  let count = 0;
  return {
    find(hash, text) {
      const same = rows.get(hash);
      if (same !== undefined) for (const row of same) if (row.text === text) return row;
      return undefined;
    },
    isFirst(hash) {
      const place = (hash ^ (hash >>> 16)) & (SEEN_PLACES - 1);
      if (seen[place] === hash) return false;
      seen[place] = hash;
      return true;
    },
    add(hash, row) {
      if (count >= most) rows.clear();
      count = rows.size === 0 ? 1 : count + 1;
      const same = rows.get(hash);
      if (same === undefined) rows.set(hash, [row]);
      else {
        same.push(row);
        if (same.length > MAX_SAME_HASH) same.shift();
      }
    },
  };
}

/** A number for the start of a text up to `end`: of its length and about `lookedAt` of its characters. */
export function hashOf(text: string, end: number, lookedAt: number): number {
  const step = end < lookedAt ? 1 : (end / lookedAt) | 0;
  let hash = end + 1;
  for (let at = end - 1; at >= 0; at -= step) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}
