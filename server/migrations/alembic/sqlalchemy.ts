import { addUnread, type Steps } from "../operations.ts";
import type { Call } from "../python/run.ts";
import { type Made, type Value, wholeText } from "../python/values.ts";

/** The name of a `Column(…)`; undefined where it is none, or its name is not a constant. */
export function columnName(value: Value | undefined): string | undefined {
  if (value?.kind !== "made") return undefined;
  const path = value.path.replace(/\(\)/g, "");
  if (/(^|\.)(Column|mapped_column|column)$/.test(path)) {
    return wholeText(value.positional[0]) ?? wholeText(value.keywords.get("name"));
  }
  // A column that was copied: `column.copy()`.
  return /\.(copy|_copy)$/.test(path) ? columnName(value.of) : undefined;
}

/** The columns among the arguments of `create_table` or `Table`, in order; what is not constant is unread. */
export function columnsOf(steps: Steps, call: Call, given: Value[]): string[] {
  const columns: string[] = [];
  let isWhole = !call.isOpen;
  for (const value of given) {
    const name = columnName(value);
    if (name !== undefined) columns.push(name);
    else if (!isNoColumn(value)) isWhole = false;
  }
  if (!isWhole) addUnread(steps, call.line, "the columns are not all constants");
  return columns;
}

/** Constraints, indexes and comments stand between the columns. */
function isNoColumn(value: Value): boolean {
  if (value.kind !== "made") return value.kind === "none";
  return /(Constraint|Index|Computed|Identity|DDL|Sequence|Comment)$/.test(value.path) || /^alembic\./.test(value.path);
}

/** A SQLAlchemy `Table("name", metadata, …)`, also through `__table__` of a class in the file. */
export function tableOf(value: Value | undefined): Made | undefined {
  return value?.kind === "made" && /^(sqlalchemy|sqlmodel)\b.*\bTable$/.test(value.path) ? value : undefined;
}

/** What an executed statement is: its text, `rows` where it can't touch tables, or a table that it creates or drops. */
export type Executed = string | "rows" | { method: "create" | "drop"; table: Value } | undefined;

/** What is executed: a text, `text("…")`, `DDL("…")`, `CreateTable(table)`; undefined where it is not known. */
export function sqlOf(value: Value | undefined): Executed {
  if (value?.kind === "text") return value.value;
  if (value?.kind !== "made") return undefined;
  const name = value.path.slice(value.path.lastIndexOf(".") + 1);
  const [first] = value.positional;
  // `select(…)`, `table.insert().values(…)`, `Order.__table__.update()`.
  if (ROWS.test(name)) return "rows";
  // `text("…").bindparams(…)`
  if (value.of !== undefined) return value.of.kind === "made" ? sqlOf(value.of) : undefined;
  if (/^(text|DDL)$/.test(name)) return first?.kind === "text" ? first.value : undefined;
  if (name === "CreateTable" && first !== undefined) return { method: "create", table: first };
  if (name === "DropTable" && first !== undefined) return { method: "drop", table: first };
  return /^(sqlalchemy|sqlmodel|alembic)\b/.test(value.path) ? "rows" : undefined;
}

/** What reads and writes rows, and never makes a table. */
const ROWS = /^(insert|update|delete|select|values|where|join|from_select|union|union_all|returning)$/;
