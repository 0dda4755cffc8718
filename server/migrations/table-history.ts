import type { MigrationReport, TableHistory, TableOperation } from "../../shared/migrations.ts";
import { isSameTable } from "./expected-tables.ts";
import type { TableName } from "./operations.ts";
import { appliedRevisions } from "./read-migrations.ts";

/**
 * What the migrations say about a table that is missing while the database holds these rows: created where, applied or
 * pending, dropped or renamed later, or never created. `table` may be written `schema.table`. With `rows` null nothing
 * counts as applied.
 */
export function tableHistory(report: MigrationReport, table: string, rows: string[] | null): TableHistory {
  const applied = new Set(rows === null ? [] : appliedRevisions(report, rows));
  const names = namesOf(table);
  const own = report.tables.filter((operation) => names.some((name) => touches(operation, name)));
  const creations = own.filter((operation) => names.some((name) => brings(operation, name)));
  const last = own.at(-1);
  const isGone = last !== undefined && !creations.includes(last);
  const unreadMightCreate = [...new Set(report.unread.filter(({ reason }) => mightCreate(reason)).map(revisionOf))];
  return {
    createdIn: unique(creations),
    isApplied: creations.length === 0 || rows === null ? null : creations.some((one) => applied.has(one.revision)),
    pendingIn: unique(creations.filter((one) => !applied.has(one.revision))),
    droppedIn: isGone && last.op === "drop" ? { revision: last.revision, isApplied: applied.has(last.revision) } : null,
    renamedTo: isGone && last.op === "rename" ? renaming(last, applied) : null,
    isNeverCreated: creations.length === 0 && unreadMightCreate.length === 0,
    unreadMightCreate,
  };
}

/** `billing.invoices` is one quoted name or a table in a schema. */
function namesOf(table: string): TableName[] {
  const plain = table.replaceAll('"', "");
  const dot = plain.lastIndexOf(".");
  const whole: TableName = { schema: null, table: plain };
  return dot < 0 ? [whole] : [whole, { schema: plain.slice(0, dot), table: plain.slice(dot + 1) }];
}

function touches(operation: TableOperation, name: TableName): boolean {
  return isSameTable(operation, name) || brings(operation, name);
}

/** Whether the table has this name afterwards. */
function brings({ op, table, schema, to, toSchema }: TableOperation, name: TableName): boolean {
  if (op === "create") return isSameTable({ table, schema }, name);
  return op === "rename" && isSameTable({ table: to ?? table, schema: toSchema ?? schema }, name);
}

function renaming(operation: TableOperation, applied: Set<string>): TableHistory["renamedTo"] {
  const { table, to, schema, toSchema, revision } = operation;
  return { table: to ?? table, schema: toSchema ?? schema, revision, isApplied: applied.has(revision) };
}

/** A condition leaves the operation itself read; and columns make no table. */
function mightCreate(reason: string): boolean {
  return !/^(runs only if|the name of the dropped|the columns? |columns |the name of the column|the column |whatever tables|drops )/.test(
    reason,
  );
}

function unique(operations: TableOperation[]): string[] {
  return [...new Set(operations.map(revisionOf))];
}

function revisionOf({ revision }: { revision: string }): string {
  return revision;
}
