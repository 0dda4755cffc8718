import { createContext, useContext } from "react";

/** Why nothing can be changed on this page, in a sentence; undefined where it can. */
export const ReadOnly = createContext<string | undefined>(undefined);

/** Why nothing can be changed here; undefined where it can. */
export function useReadOnly(): string | undefined {
  return useContext(ReadOnly);
}
