import type { Client } from "pg";
import type { Catalog, CatalogObject, UnseenPart } from "../../../shared/catalog.ts";
import { messageOf } from "../../lib/errors.ts";
import { CATALOG_QUERIES } from "./index.ts";
import type { CatalogQuery } from "./query.ts";
import { readRow } from "./row.ts";

const CLOSING = "rollback to savepoint catalog; release savepoint catalog";
const ROLES = 'select r.rolname::text as name, r.oid::text as oid from pg_roles r order by r.rolname collate "C"';

/**
 * Everything that people created in the database of `client`, which is in a transaction: one message and one answer
 * whatever the size. With the empty search_path every name in a definition is written out in full. A part that the role
 * may not read is listed in `unseen`. Leaves the transaction's settings as they were; throws what the connection throws.
 */
export async function readCatalog(client: Client, { schemas }: { schemas?: string[] } = {}): Promise<Catalog> {
  const serverVersion = Number(textAt((await client.query("show server_version_num")).rows[0], "server_version_num"));
  const parts = await readTogether(client, serverVersion).catch(() => readOneByOne(client, serverVersion));
  const objects = parts.rows.map(readRow).filter((object) => object !== undefined);
  return {
    serverVersion,
    objects: schemas === undefined ? ofPeople(objects) : objects.filter((object) => isIn(object, schemas)),
    roles: parts.roles.map((row) => ({ name: textAt(row, "name"), oid: textAt(row, "oid") })),
    unseen: parts.unseen,
  };
}

type Parts = { rows: unknown[]; roles: unknown[]; unseen: UnseenPart[] };

/** All statements in one message: on a far server the way there and back costs more than the statements. */
async function readTogether(client: Client, serverVersion: number): Promise<Parts> {
  const statements = CATALOG_QUERIES.map((query) => query.sql(serverVersion));
  try {
    const results: unknown = await client.query([...opening(), ROLES, ...statements, CLOSING].join(";\n"));
    const lists = rowLists(results).slice(opening().length);
    const [roles = [], ...rows] = lists;
    return { rows: rows.flat(), roles, unseen: [] };
  } catch (error) {
    await client.query(CLOSING);
    throw error;
  }
}

/** The slow road, after a statement failed: each behind a savepoint, so that one failure hides one part only. */
async function readOneByOne(client: Client, serverVersion: number): Promise<Parts> {
  const parts: Parts = { rows: [], roles: [], unseen: [] };
  await client.query(opening().join(";\n"));
  try {
    for (const query of CATALOG_QUERIES) await readPart(client, query, serverVersion, parts);
    parts.roles = (await client.query(ROLES)).rows;
    return parts;
  } finally {
    await client.query(CLOSING);
  }
}

async function readPart(client: Client, query: CatalogQuery, serverVersion: number, parts: Parts): Promise<void> {
  await client.query("savepoint part");
  try {
    const result = await client.query(query.sql(serverVersion));
    parts.rows.push(...result.rows);
  } catch (error) {
    await client.query("rollback to savepoint part");
    parts.unseen.push({ part: query.part, kinds: query.kinds, reason: messageOf(error) });
  }
}

/** Settings that decide how the server prints, taken back by CLOSING: a role or a database may have its own. */
function opening(): string[] {
  return [
    "savepoint catalog",
    "set local search_path = ''",
    // Compiling these statements takes longer than running them.
    "set local jit = off",
    "set local quote_all_identifiers = off",
    "set local datestyle = 'ISO, YMD'",
    "set local intervalstyle = 'postgres'",
    "set local timezone = 'UTC'",
    "set local bytea_output = 'hex'",
    "set local extra_float_digits = 1",
  ];
}

/** The rows of each statement of a message with several. */
function rowLists(results: unknown): unknown[][] {
  if (!Array.isArray(results)) return [];
  return results.map((result: unknown) => {
    const rows = typeof result === "object" && result !== null && "rows" in result ? result.rows : [];
    return Array.isArray(rows) ? rows : [];
  });
}

/** Without what lives in a schema that an extension made for itself, such as the chunks of TimescaleDB. */
function ofPeople(objects: CatalogObject[]): CatalogObject[] {
  const schemas = new Set(objects.filter((object) => object.kind === "schema").map((object) => object.schema));
  return schemas.size === 0
    ? objects
    : objects.filter((object) => object.schema === null || schemas.has(object.schema));
}

/** Schemas themselves and what is in them; of what has no schema, extensions alone. */
function isIn(object: CatalogObject, schemas: string[]): boolean {
  return object.schema === null ? object.kind === "extension" : schemas.includes(object.schema);
}

function textAt(row: unknown, name: string): string {
  const value = typeof row === "object" && row !== null ? new Map<string, unknown>(Object.entries(row)).get(name) : "";
  return typeof value === "string" ? value : "";
}
