import type { ColumnOperation, TableOperation } from "../../shared/migrations.ts";

/** A table as it is named: schema null where the name stands alone. */
export type TableName = { schema: string | null; table: string };

/** What one migration does, before anyone says which it is. */
export type TableStep = Omit<TableOperation, "revision">;
export type ColumnStep = Omit<ColumnOperation, "revision">;
export type UnreadStep = { line: number; reason: string };

/** Everything that reading one migration gave, in the order in which it runs. */
export type Steps = { tables: TableStep[]; columns: ColumnStep[]; unread: UnreadStep[] };

export function noSteps(): Steps {
  return { tables: [], columns: [], unread: [] };
}

/** Where and under which condition something happens. */
export type Place = { line: number; condition: string | undefined };

/** Adds what happens to a table; a condition that is not known is said once per line. */
export function addTable(
  steps: Steps,
  place: Place,
  step: TableName & Pick<TableStep, "op"> & Partial<Pick<TableStep, "to" | "toSchema" | "columns">>,
): undefined {
  const isConditional = noteCondition(steps, place);
  steps.tables.push({ to: null, toSchema: null, columns: [], ...step, line: place.line, isConditional });
}

export function addColumn(
  steps: Steps,
  place: Place,
  step: TableName & Pick<ColumnStep, "op" | "column"> & Partial<Pick<ColumnStep, "to">>,
): undefined {
  const isConditional = noteCondition(steps, place);
  steps.columns.push({ to: null, ...step, line: place.line, isConditional });
}

/** Adds what could not be read; the same words about the same line are said once. */
export function addUnread(steps: Steps, line: number, reason: string): undefined {
  if (!steps.unread.some((one) => one.line === line && one.reason === reason)) steps.unread.push({ line, reason });
}

function noteCondition(steps: Steps, { line, condition }: Place): boolean {
  if (condition === undefined) return false;
  addUnread(steps, line, `runs only if this holds, which the file does not tell: ${condition}`);
  return true;
}
