import type { TableOperation } from "../../shared/migrations.ts";
import type { TableName } from "./operations.ts";
import type { Directory } from "./tools/define.ts";

/** A table that must be there, and the revision that made it or gave it its name. */
export type ExpectedTable = TableName & { revision: string };

/**
 * The tables that a database with these revisions must have: created for certain and neither dropped nor renamed by
 * anything, certain or not, that is applied. Lines that could not be read and that drop tables leave nothing certain.
 */
export function expectedTables(directory: Directory, applied: string[]): ExpectedTable[] {
  const isApplied = new Set(applied);
  let tables: ExpectedTable[] = [];
  for (const operation of directory.tables) {
    if (!isApplied.has(operation.revision)) continue;
    const { revision, schema, table } = operation;
    const others = tables.filter((one) => !isSameTable(one, operation));
    const wasThere = others.length < tables.length;
    if (operation.op === "create" && !operation.isConditional) tables = [...others, { schema, table, revision }];
    else if (operation.op === "drop") tables = others;
    else if (operation.op === "rename") tables = wasThere ? [...others, ...renamed(operation)] : others;
  }
  return tables;
}

/** A name without a schema may be in any. */
export function isSameTable(one: TableName, other: TableName): boolean {
  if (one.table !== other.table) return false;
  return one.schema === null || other.schema === null || one.schema === other.schema;
}

function renamed({ revision, schema, table, to, toSchema, isConditional }: TableOperation): ExpectedTable[] {
  return isConditional ? [] : [{ revision, schema: toSchema ?? schema, table: to ?? table }];
}
