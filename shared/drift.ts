/** One difference between two databases: `plumbline check schema --format json` prints `{"drift": DriftItem[]}`. */
export type DriftItem = {
  /** table, column, index, constraint, view, function … */
  kind: string;
  schema: string | null;
  /** Name within the schema; `table.column` for what belongs to a table. */
  object: string;
  /** `missing`: in from, not in to. `extra`: in to, not in from. */
  change: "missing" | "extra" | "different";
  from: string | null;
  to: string | null;
};
