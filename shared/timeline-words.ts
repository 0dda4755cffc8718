import type { TimelineItem } from "./incident.ts";
import { capitalize } from "./words.ts";

/** What an item of a timeline says beside its kind, without saying the kind again: `First error: x` of a first error is `x`. */
export function beside({ kind, statement }: Pick<TimelineItem, "kind" | "statement">): string {
  const prefix = `${capitalize(kind.replace("-", " "))}: `;
  return statement.startsWith(prefix) ? statement.slice(prefix.length) : statement;
}
