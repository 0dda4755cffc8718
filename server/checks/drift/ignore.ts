import type { DriftItem } from "../../../shared/drift.ts";
import { tableOf } from "./object-table.ts";

/**
 * The items that no pattern covers. A pattern is a name with `*` (any characters) and `?` (one): `public.audit_*`,
 * `orders.legacy_note`, or with a kind before it, `comment:*`, `owner:*`. What belongs to a covered table is covered too.
 */
export function withoutIgnored(items: DriftItem[], patterns: string[]): DriftItem[] {
  return items.filter((item) => !patterns.some((pattern) => covers(pattern, item)));
}

function covers(pattern: string, item: DriftItem): boolean {
  return namesOf(item).some((name) => matchesGlob(name, pattern) || matchesGlob(`${item.kind}:${name}`, pattern));
}

/** The object, and the table it belongs to, each with and without the schema. */
function namesOf(item: DriftItem): string[] {
  const table = tableOf(item.object);
  const names = table === undefined ? [item.object] : [item.object, table];
  return item.schema === null ? names : names.flatMap((name) => [name, `${item.schema}.${name}`]);
}

/** Whether all of `text` fits `pattern`. Goes back to the last star only, so the time is at most length × length. */
export function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let afterStar = 0;
  while (at < text.length) {
    if (pattern[place] === "*") {
      star = place++;
      afterStar = at;
    } else if (place < pattern.length && (pattern[place] === "?" || pattern[place] === text[at])) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++afterStar;
    } else {
      return false;
    }
  }
  while (pattern[place] === "*") place++;
  return place === pattern.length;
}
