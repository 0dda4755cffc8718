import { useCallback, useState } from "react";

/** Rows of one answer: enough for several screens; a thousand rows at once are felt on slow machines. */
export const PAGE_ROWS = 100;
/** So many rows before their page comes into sight it is asked for. */
const NEAR_ROWS = 40;

/** The pages of a list that are looked at, both ends within, from 0. */
export type ShownPages = { first: number; last: number };

const FIRST: ShownPages = { first: 0, last: 0 };

/** Which pages of a list are looked at, and what its table tells when other rows come into sight. `list` tells lists and filters apart. */
export function useShownPages(list: string): [pages: ShownPages, show: (firstRow: number, lastRow: number) => void] {
  const [seen, setSeen] = useState({ list, pages: FIRST });
  const pages = seen.list === list ? seen.pages : FIRST;
  const show = useCallback(
    (firstRow: number, lastRow: number) => {
      const first = Math.floor(Math.max(0, firstRow - NEAR_ROWS) / PAGE_ROWS);
      const last = Math.floor((lastRow + NEAR_ROWS) / PAGE_ROWS);
      setSeen((before) => {
        const isSame = before.list === list && before.pages.first === first && before.pages.last === last;
        return isSame ? before : { list, pages: { first, last } };
      });
    },
    [list],
  );
  return [pages, show];
}
