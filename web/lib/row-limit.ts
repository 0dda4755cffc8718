import { useCallback, useState } from "react";

/** Enough for several screens; a thousand rows at once are felt on slow machines. */
export const FIRST_ROWS = 100;

/**
 * How many rows a list asks for: few, and twice as many each time its reader comes to their end, up to `max`. `list` tells lists
 * and filters apart.
 */
export function useRowLimit(list: string, max: number): [limit: number, askForMore: () => void] {
  const [wide, setWide] = useState({ list, limit: FIRST_ROWS });
  const limit = wide.list === list ? wide.limit : FIRST_ROWS;
  const askForMore = useCallback(() => setWide({ list, limit: Math.min(max, limit * 2) }), [list, limit, max]);
  return [limit, askForMore];
}
