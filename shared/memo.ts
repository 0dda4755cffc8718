/** Values by texts, of which those are kept that come again; nobody may change them. */
export type Memo<T> = {
  find: (text: string) => T | undefined;
  /** Keeps the value of a text that `find` did not know, if it was offered shortly before, too: what comes once only costs nothing. */
  keep: (text: string, value: T) => void;
};

const SEEN_PLACES = 4096;
const LOOKED_AT = 64;

/** Remembers up to `most` values, then starts anew; longer texts than `longest` seldom repeat and are not kept. */
export function createMemo<T>(most: number, longest: number): Memo<T> {
  const known = new Map<string, T>();
  const seen = new Int32Array(SEEN_PLACES);
  return {
    find: (text) => (text.length > longest ? undefined : known.get(text)),
    keep(text, value) {
      if (text.length > longest || isFirst(seen, text)) return;
      if (known.size >= most) known.clear();
      known.set(text, value);
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
    known.keep(text, { value });
    return value;
  };
}

/** Whether a text was not offered shortly before, as far as its length and some of its characters tell. */
function isFirst(seen: Int32Array, text: string): boolean {
  const { length } = text;
  const step = length < LOOKED_AT ? 1 : Math.floor(length / LOOKED_AT);
  let hash = length + 1;
  for (let at = length - 1; at >= 0; at -= step) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  const place = (hash ^ (hash >>> 16)) & (SEEN_PLACES - 1);
  if (seen[place] === hash) return false;
  seen[place] = hash;
  return true;
}
