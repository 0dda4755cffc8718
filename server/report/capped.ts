import { formatCount } from "../../shared/words.ts";
import { type Block, text } from "./document.ts";

/** The first `most` items, and a paragraph that says how many there are beside them and where to find these. */
export function capped<T>(items: readonly T[], most: number, where: string): { shown: readonly T[]; rest: Block[] } {
  const more = items.length - most;
  if (more <= 0) return { shown: items, rest: [] };
  return {
    shown: items.slice(0, most),
    rest: [{ kind: "paragraph", text: text(`And ${formatCount(more)} more: ${where}.`) }],
  };
}
