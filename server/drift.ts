import type { Client } from "pg";
import type { Catalog } from "../shared/catalog.ts";
import type { DriftItem } from "../shared/drift.ts";
import { compareCatalogs } from "./checks/drift/compare-catalogs.ts";
import { readCatalog } from "./inspect/catalog/read-catalog.ts";

/** What a comparison gives: the differences, and which parts of which side could not be read. */
export type Comparison = { drift: DriftItem[]; from: Catalog; to: Catalog };

/**
 * The differences between two databases. Each client is in a read-only, repeatable-read transaction (`openSnapshot`) and
 * stays in it. `schemas` limits the comparison to those schemas. Throws what the connections throw.
 */
export async function compareDatabases(
  from: Client,
  to: Client,
  options: { schemas?: string[] } = {},
): Promise<DriftItem[]> {
  return (await readAndCompare(from, to, options)).drift;
}

/** The same, with the two catalogues, whose `unseen` says what the comparison does not cover. */
export async function readAndCompare(
  from: Client,
  to: Client,
  options: { schemas?: string[] } = {},
): Promise<Comparison> {
  const [left, right] = await Promise.all([readCatalog(from, options), readCatalog(to, options)]);
  return { drift: compareCatalogs(left, right), from: left, to: right };
}
