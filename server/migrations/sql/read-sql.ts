import { addColumn, addTable, addUnread, type Place, type Steps, type TableName } from "../operations.ts";
import { HOLE } from "../python/values.ts";
import { accept, acceptName, acceptTable, type Cursor, parts, peek, skip } from "./cursor.ts";
import { splitStatements, type Token } from "./tokens.ts";

/** Where a SQL text stands. Without `isScript` all its statements count for the line where it begins. */
export type SqlPlace = Place & { isScript: boolean };

/**
 * Adds what a SQL text does to tables and their columns. HOLE marks parts of it that are not known: a statement whose
 * kind or name they hide is unread. Everything that touches no table is passed over.
 */
export function readSql(steps: Steps, sql: string, place: SqlPlace): undefined {
  for (const tokens of splitStatements(sql, place.isScript ? place.line : 1)) {
    const line = place.isScript ? (tokens[0]?.line ?? place.line) : place.line;
    readStatement(steps, { tokens, at: 0 }, { line, condition: place.condition });
  }
}

function readStatement(steps: Steps, cursor: Cursor, place: Place): undefined {
  const [first] = cursor.tokens;
  if (first?.value.includes(HOLE) === true) {
    if (first.kind === "word") addUnread(steps, place.line, "the statement is not a constant");
    return;
  }
  if (accept(cursor, "create")) return readCreate(steps, cursor, place);
  if (accept(cursor, "drop")) return readDrop(steps, cursor, place);
  if (accept(cursor, "alter")) return readAlter(steps, cursor, place);
  if (accept(cursor, "do")) return readBlock(steps, cursor, place);
  if (accept(cursor, "select") || accept(cursor, "with")) return readSelect(steps, cursor, place);
}

function readCreate(steps: Steps, cursor: Cursor, place: Place): undefined {
  skip(cursor, "global", "local", "unlogged", "foreign");
  // Gone with the session.
  if (accept(cursor, "temp") || accept(cursor, "temporary")) return;
  if (isHidden(cursor)) return addUnread(steps, place.line, "what is created is not a constant");
  if (!accept(cursor, "table")) return;
  accept(cursor, "if", "not", "exists");
  const name = acceptTable(cursor);
  if (!isKnown(name)) return addUnread(steps, place.line, "the name of the table is not a constant");
  const columns = readColumns(steps, cursor, place);
  addTable(steps, place, { op: "create", ...name, columns });
}

/** The columns of `(…)`; of a query, a type, a parent or LIKE the file does not tell them. */
function readColumns(steps: Steps, cursor: Cursor, place: Place): string[] {
  if (!accept(cursor, "(")) {
    addUnread(steps, place.line, "the columns come from a query, a type or another table");
    return [];
  }
  const columns: string[] = [];
  for (const part of parts(cursor)) {
    const [first] = part;
    if (first === undefined || (first.kind === "word" && NO_COLUMN.test(first.value))) continue;
    if (first.value.includes(HOLE)) addUnread(steps, place.line, "the columns are not all constants");
    else if (first.kind === "word" && first.value === "like") {
      addUnread(steps, place.line, "columns are copied from another table (LIKE)");
    } else if (first.kind === "word" || first.kind === "quoted") columns.push(first.value);
  }
  return columns;
}

/** What begins a table constraint; all but `exclude` are reserved words. */
const NO_COLUMN = /^(constraint|primary|unique|foreign|check|exclude)$/;

function readDrop(steps: Steps, cursor: Cursor, place: Place): undefined {
  if (isHidden(cursor)) return addUnread(steps, place.line, "what is dropped is not a constant");
  if (accept(cursor, "schema")) {
    accept(cursor, "if", "exists");
    const names = parts(cursor).flatMap((part) => part[0]?.value ?? []);
    return addUnread(steps, place.line, `whatever tables schema ${names.join(", ")} holds go with it`);
  }
  if (accept(cursor, "owned")) return addUnread(steps, place.line, "whatever tables the role owns go with it");
  skip(cursor, "foreign");
  if (!accept(cursor, "table")) return;
  accept(cursor, "if", "exists");
  for (const tokens of parts(cursor)) {
    const name = acceptTable({ tokens, at: 0 });
    if (isKnown(name)) addTable(steps, place, { op: "drop", ...name });
    else addUnread(steps, place.line, "the name of the dropped table is not a constant");
  }
}

function readAlter(steps: Steps, cursor: Cursor, place: Place): undefined {
  if (isHidden(cursor)) return addUnread(steps, place.line, "what is altered is not a constant");
  skip(cursor, "foreign");
  if (!accept(cursor, "table")) return;
  accept(cursor, "if", "exists");
  accept(cursor, "only");
  const name = acceptTable(cursor);
  accept(cursor, "*");
  if (!isKnown(name)) return addUnread(steps, place.line, "the name of the table is not a constant");
  for (const tokens of parts(cursor)) readAction(steps, { tokens, at: 0 }, name, place);
}

function readAction(steps: Steps, cursor: Cursor, name: TableName, place: Place): undefined {
  if (accept(cursor, "rename")) return readRename(steps, cursor, name, place);
  if (accept(cursor, "set", "schema")) {
    const toSchema = acceptName(cursor);
    if (toSchema === undefined || toSchema.includes(HOLE))
      addUnread(steps, place.line, "the schema that the table is renamed into is not a constant");
    else addTable(steps, place, { op: "rename", ...name, to: name.table, toSchema });
    return;
  }
  const op = accept(cursor, "add") ? "add" : accept(cursor, "drop") ? "drop" : undefined;
  const next = peek(cursor);
  if (op === undefined || (next?.kind === "word" && NO_COLUMN.test(next.value))) return;
  accept(cursor, "column");
  if (!accept(cursor, "if", "not", "exists")) accept(cursor, "if", "exists");
  const column = acceptName(cursor);
  if (column === undefined) return;
  if (column.includes(HOLE)) addUnread(steps, place.line, "the name of the column is not a constant");
  else addColumn(steps, place, { op, ...name, column });
}

function readRename(steps: Steps, cursor: Cursor, name: TableName, place: Place): undefined {
  if (accept(cursor, "constraint")) return;
  if (accept(cursor, "to")) {
    const to = acceptName(cursor);
    if (to === undefined || to.includes(HOLE))
      addUnread(steps, place.line, "the name that the table is renamed to is not a constant");
    else addTable(steps, place, { op: "rename", ...name, to });
    return;
  }
  accept(cursor, "column");
  const column = acceptName(cursor);
  const to = accept(cursor, "to") ? acceptName(cursor) : undefined;
  if (column === undefined || to === undefined) return;
  if (`${column}${to}`.includes(HOLE)) addUnread(steps, place.line, "the name of the column is not a constant");
  else addColumn(steps, place, { op: "rename", ...name, column, to });
}

/** `select … into new from …` makes a table. */
function readSelect(steps: Steps, cursor: Cursor, place: Place): undefined {
  let depth = 0;
  for (let token = peek(cursor); token !== undefined; token = peek(cursor)) {
    if (token.kind === "symbol" && token.value === "(") depth++;
    if (token.kind === "symbol" && token.value === ")") depth--;
    if (depth === 0 && (accept(cursor, "from") || accept(cursor, "insert"))) return;
    if (depth === 0 && accept(cursor, "into")) {
      if (accept(cursor, "temp") || accept(cursor, "temporary")) return;
      skip(cursor, "unlogged", "table");
      const name = acceptTable(cursor);
      if (isKnown(name)) addTable(steps, place, { op: "create", ...name });
      return;
    }
    cursor.at++;
  }
}

/**
 * A DO block: statements that begin after a semicolon, BEGIN, THEN, ELSE or LOOP are read as running under a condition;
 * what it builds and executes as text is not read.
 */
function readBlock(steps: Steps, cursor: Cursor, place: Place): undefined {
  const body = cursor.tokens.find(({ kind }) => kind === "body" || kind === "text")?.value ?? "";
  const inner: Place = { line: place.line, condition: place.condition ?? "the code of a DO block gets there" };
  for (const statement of splitStatements(body)) {
    const start = statement.findLastIndex(({ kind, value }) => kind === "word" && OPENERS.test(value)) + 1;
    const tokens = statement.slice(start);
    if (tokens[0]?.value === "execute" && tokens.some(isDefinition)) {
      addUnread(steps, place.line, "a DO block executes a text that it builds");
    } else if (tokens[0]?.kind === "word" && /^(create|drop|alter)$/.test(tokens[0].value)) {
      readStatement(steps, { tokens, at: 0 }, inner);
    }
  }
}

const OPENERS = /^(begin|then|else|loop)$/;

function isDefinition({ kind, value }: Token): boolean {
  return (kind === "text" || kind === "body") && /\b(create|drop|alter)\b[^;]*\btable\b/i.test(value);
}

function isHidden(cursor: Cursor): boolean {
  return peek(cursor)?.value.includes(HOLE) === true;
}

function isKnown(name: TableName | undefined): name is TableName {
  return name !== undefined && !`${name.schema ?? ""}${name.table}`.includes(HOLE);
}
