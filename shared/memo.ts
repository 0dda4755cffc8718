import { createTextTable, hashOf } from "./text-table.ts";

/** Values by texts, of which those are kept that come again; nobody may change them. */
export type Memo<T> = {
  find: (text: string) => T | undefined;
  /** Keeps the value of a text that `find` did not know, if it was offered shortly before, too: what comes once only is not even made. */
  keep: (text: string, make: () => T) => void;
};

const LOOKED_AT = 64;
const LONGEST_IN_MAP = 128;
const MAX_PLACES = 20;

/** Remembers up to `most` short texts and as many long ones, then starts anew; longer texts than `longest` seldom repeat and are not kept. */
export function createMemo<T>(most: number, longest: number): Memo<T> {
  const short = new Map<string, T>();
  const long = createTextTable<T>(most);
  return {
    find(text) {
      if (text.length <= LONGEST_IN_MAP) return short.get(text);
      if (text.length > longest) return undefined;
      return long.find(hashOf(text, text.length, LOOKED_AT), text)?.value;
    },
    keep(text, make) {
      if (text.length > longest) return;
      const hash = hashOf(text, text.length, LOOKED_AT);
      if (long.isFirst(hash)) return;
      if (text.length > LONGEST_IN_MAP) return long.add(hash, { text, value: make() });
      if (short.size >= most) short.clear();
      short.set(text, make());
    },
  };
}

/** The same for texts that are said in several places: a value for each of up to 20. */
export type MemoOfPlaces<T> = {
  find: (text: string, isMeant: (value: T) => boolean) => T | undefined;
  /** As that of a memo, for a place that `find` did not know. */
  keep: (text: string, make: () => T) => void;
};

/** See `createMemo`. */
export function createMemoOfPlaces<T>(most: number, longest: number): MemoOfPlaces<T> {
  const memo = createMemo<T[]>(most, longest);
  return {
    find: (text, isMeant) => memo.find(text)?.find(isMeant),
    keep(text, make) {
      const same = memo.find(text);
      if (same === undefined) memo.keep(text, () => [make()]);
      else if (same.length < MAX_PLACES) same.push(make());
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
