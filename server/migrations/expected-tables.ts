import type { TableOperation } from "../../shared/migrations.ts";
import type { TableName } from "./operations.ts";
import type { Directory } from "./tools/define.ts";

/** A table that must be there, and the revision that made it or gave it its name. */
export type ExpectedTable = TableName & { revision: string };

/**
 * The tables that a database with these revisions must have: created for certain, and neither dropped nor renamed by
 * anything applied, certain or not. `order` is that in which revisions run: what was made before one that drops or renames
 * something without a readable name may be gone, and is not expected.
 */
export function expectedTables(directory: Directory, applied: string[], order: string[]): ExpectedTable[] {
  const isApplied = new Set(applied);
  const place = new Map(order.map((revision, index) => [revision, index]));
  const hidden = directory.unread.filter(({ revision, reason }) => isApplied.has(revision) && REMOVES.test(reason));
  const lastHidden = hidden.reduce((last, { revision }) => Math.max(last, place.get(revision) ?? -1), -1);
  const expected = directory.tables.filter(({ revision }) => isApplied.has(revision)).reduce(after, []);
  return expected.filter(({ revision }) => (place.get(revision) ?? -1) > lastHidden);
}

/** Reasons of lines that take a table away without saying which. */
const REMOVES = /\b(dropped|drops|renamed|go with it)\b/;

function after(tables: ExpectedTable[], operation: TableOperation): ExpectedTable[] {
  const { op, revision, schema, table, isConditional } = operation;
  const others = tables.filter((one) => !isSameTable(one, operation));
  if (op === "create") return isConditional ? tables : [...others, { schema, table, revision }];
  return op === "rename" && others.length < tables.length ? [...others, ...renamed(operation)] : others;
}

/** A name without a schema may be in any. */
export function isSameTable(one: TableName, other: TableName): boolean {
  if (one.table !== other.table) return false;
  return one.schema === null || other.schema === null || one.schema === other.schema;
}

function renamed({ revision, schema, table, to, toSchema, isConditional }: TableOperation): ExpectedTable[] {
  return isConditional ? [] : [{ revision, schema: toSchema ?? schema, table: to ?? table }];
}
