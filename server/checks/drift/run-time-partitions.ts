import type { CatalogObject } from "../../../shared/catalog.ts";
import { relationOf, type Side } from "./side.ts";

/** How pg_partman names a partition: `events_p20240131`, `events_p2024_01`, `events_p1000`, `events_default`. */
const MANAGED_NAME = /_(?:p\d[\dw_]*|default)$/;

/**
 * Whether `object` is, or belongs to, a partition that pg_partman makes and drops as time goes by: another set of those
 * in another database is not drift. https://github.com/pgpartman/pg_partman
 */
export function isMadeAtRunTime(object: CatalogObject, side: Side): boolean {
  if (!side.objects.has("extension\0\0\0pg_partman")) return false;
  const table = relationOf(object, side);
  return table?.attributes["partition of"] !== undefined && MANAGED_NAME.test(table.name);
}
