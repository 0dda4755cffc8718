import { type ReactNode, startTransition, useState } from "react";
import { count } from "../lib/format.ts";

/**
 * The first `most` of a long list, and a button that shows the others; the whole list where only a few would be hidden. `name` is what
 * is listed, in the plural.
 */
export function useFirst<T>(items: readonly T[], most: number, name: string): { shown: readonly T[]; more: ReactNode } {
  const [isWhole, setIsWhole] = useState(false);
  if (isWhole || items.length <= most + Math.ceil(most / 4)) return { shown: items, more: null };
  const more = (
    <button type="button" className="text-button show-all" onClick={() => startTransition(() => setIsWhole(true))}>
      Show all {count(items.length)} {name}
    </button>
  );
  return { shown: items.slice(0, most), more };
}
