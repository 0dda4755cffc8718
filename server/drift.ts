import type { Client } from "pg";
import type { DriftItem } from "../shared/drift.ts";
import { compareCatalogs } from "./checks/drift/compare-catalogs.ts";
import { readCatalog } from "./inspect/catalog/read-catalog.ts";

/**
 * The differences between two databases. Each client is in a read-only, repeatable-read transaction (`openSnapshot`) and
 * stays in it. `schemas` limits the comparison to those schemas. Throws what the connections throw.
 */
export async function compareDatabases(
  from: Client,
  to: Client,
  options: { schemas?: string[] } = {},
): Promise<DriftItem[]> {
  const [left, right] = await Promise.all([readCatalog(from, options), readCatalog(to, options)]);
  return compareCatalogs(left, right);
}
