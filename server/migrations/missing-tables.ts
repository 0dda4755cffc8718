import type { LiveMigrations } from "../../shared/migrations.ts";
import { type ExpectedTable, expectedTables } from "./expected-tables.ts";
import type { Directory, Tool } from "./tools/define.ts";

type Relations = LiveMigrations["relations"];

/**
 * Tables that applied revisions create and that are not there, as far as reading alone proves it: no later applied revision
 * drops or renames them, and none from their creation on holds a line that could not be read and might have.
 */
export function missingTables(tool: Tool, directory: Directory, rows: string[], relations: Relations): ExpectedTable[] {
  const applied = tool.applied(directory, rows);
  const order = tool.pending(directory, []);
  const place = new Map(order.map((revision, index) => [revision, index]));
  const isApplied = new Set(applied);
  const lastUnread = directory.unread
    .filter(({ revision, reason }) => isApplied.has(revision) && !HARMLESS.test(reason))
    .reduce((last, { revision }) => Math.max(last, place.get(revision) ?? Number.POSITIVE_INFINITY), -1);
  return absentTables(expectedTables(directory, applied, order), relations).filter(
    ({ revision }) => (place.get(revision) ?? -1) > lastUnread,
  );
}

/** Those of the tables that are not among what is there. */
export function absentTables(tables: ExpectedTable[], relations: Relations): ExpectedTable[] {
  const there = new Set(relations.flatMap(({ schema, name }) => [name, `${schema}\n${name}`]));
  return tables.filter(({ schema, table }) => !there.has(schema === null ? table : `${schema}\n${table}`));
}

/** Lines that can take no table away: what they do is told elsewhere, or is about columns or about what comes new. */
const HARMLESS =
  /^(runs only if|the columns? |columns |the name of the column|the fields of|what is created|revision is|down_revision is|depends_on is|branch_labels is)/;
