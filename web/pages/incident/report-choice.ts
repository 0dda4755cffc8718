import type { ChangeFilters } from "../../lib/url-filters.ts";

/** Changes what the page's address says of the report that is shown. */
export type Ask = ChangeFilters<"version" | "audience" | "zone" | "from">;

/** The zones that a reader may choose: UTC alone, the browser's own, the one that is chosen, then all others. */
export function zonesFor(chosen: string | undefined): { own: string | undefined; all: string[] } {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = Intl.supportedValuesOf("timeZone");
  const all = chosen === undefined || known.includes(chosen) ? known : [chosen, ...known];
  return { own: own === "UTC" || own === undefined ? undefined : own, all };
}
