import { useState } from "react";

/** Enough for several screens; a thousand rows at once are felt on slow machines. */
const FIRST_ROWS = 200;

/** How many rows a list asks for: few, and `max` once its reader came to their end. `list` tells lists and filters apart. */
export function useRowLimit(list: string, max: number): [limit: number, askForMore: () => void] {
  const [wide, setWide] = useState<string>();
  return [wide === list ? max : FIRST_ROWS, () => setWide(list)];
}
