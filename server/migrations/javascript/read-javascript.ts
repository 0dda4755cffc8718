import { namedIn } from "../../../shared/named-in.ts";
import { addColumn, addTable, addUnread, noSteps, type Place, type Steps, type TableName } from "../operations.ts";
import { HOLE } from "../python/values.ts";
import { readSql } from "../sql/read-sql.ts";
import { callsIn, handedNames, type JsCall, upTokens } from "./calls.ts";
import { columnsGiven, propertyText } from "./columns.ts";
import { constantsOf, type JsToken, textOf, tokenizeJavaScript } from "./tokens.ts";

/** `handed` are the names that `up({ runQuery, … })` takes apart from what it is given. */
type Reading = { steps: Steps; tokens: JsToken[]; constants: Map<string, string>; handed: Set<string> };

/**
 * What the `up` of a JavaScript or TypeScript migration does to tables: the calls that Knex, node-pg-migrate and TypeORM
 * know, with constant names, and raw SQL. There is no parser behind it: helpers that get the connection are unread.
 */
export function readJavaScript(source: string): Steps {
  const steps = noSteps();
  const all = tokenizeJavaScript(source);
  const tokens = upTokens(all);
  if (tokens.length === 0) addUnread(steps, 1, "no function up was found");
  const reading: Reading = { steps, tokens, constants: constantsOf(all), handed: handedNames(tokens) };
  for (const call of callsIn(tokens)) {
    if (call.owner === undefined && reading.handed.has(call.method)) readHanded(reading, call, placeOf(call));
    else if (call.owner === undefined) noteHelper(reading, call);
    else namedIn(CALLS, call.method)?.(reading, call, placeOf(call));
  }
  return steps;
}

type Reader = (reading: Reading, call: JsCall, place: Place) => undefined;

const CALLS: Record<string, Reader | undefined> = {
  createTable,
  createTableIfNotExists: createTable,
  createTableLike: createTable,
  dropTable,
  dropTableIfExists: dropTable,
  renameTable: (reading, call, place) => {
    const [name, to] = [tableAt(reading, call, 0), tableAt(reading, call, 1)];
    if (name === undefined || to === undefined) return notConstant(reading, place, "renamed ");
    addTable(reading.steps, place, { op: "rename", ...name, to: to.table });
  },
  table: alterTable,
  alterTable,
  addColumn: addColumns,
  addColumns,
  dropColumn: dropColumns,
  dropColumns,
  renameColumn: (reading, call, place) => {
    // Knex's `t.renameColumn(from, to)` is read with its table.
    if (call.given.length < 3) return;
    const [name, column, to] = [tableAt(reading, call, 0), textAt(reading, call, 1), textAt(reading, call, 2)];
    if (name === undefined || column === undefined || to === undefined) return notConstant(reading, place);
    addColumn(reading.steps, place, { op: "rename", ...name, column, to });
  },
  raw: sql,
  sql,
  query: sql,
};

function createTable(reading: Reading, call: JsCall, place: Place): undefined {
  const name = tableAt(reading, call, 0);
  if (name === undefined) return notConstant(reading, place);
  const given = call.given[0]?.[0]?.value === "new" ? call.given[0] : call.given[1];
  const columns = columnsGiven(given ?? [], reading.constants);
  if (columns === undefined) addUnread(reading.steps, place.line, "the columns are not all constants");
  addTable(reading.steps, place, { op: "create", ...name, columns: columns?.added ?? [] });
}

function dropTable(reading: Reading, call: JsCall, place: Place): undefined {
  const name = tableAt(reading, call, 0);
  if (name === undefined) return notConstant(reading, place, "dropped ");
  addTable(reading.steps, place, { op: "drop", ...name });
}

/** Knex's `schema.table("orders", (t) => …)`. */
function alterTable(reading: Reading, call: JsCall, place: Place): undefined {
  if (call.given.length < 2) return;
  const name = tableAt(reading, call, 0);
  const columns = columnsGiven(call.given[1] ?? [], reading.constants);
  if (name === undefined || columns === undefined) return notConstant(reading, place);
  for (const column of columns.added) addColumn(reading.steps, place, { op: "add", ...name, column });
  for (const column of columns.dropped) addColumn(reading.steps, place, { op: "drop", ...name, column });
  for (const [column, to] of columns.renamed) addColumn(reading.steps, place, { op: "rename", ...name, column, to });
}

function addColumns(reading: Reading, call: JsCall, place: Place): undefined {
  const name = tableAt(reading, call, 0);
  const columns = columnsGiven(call.given[1] ?? [], reading.constants);
  if (name === undefined || columns === undefined) return notConstant(reading, place);
  for (const column of columns.added) addColumn(reading.steps, place, { op: "add", ...name, column });
}

/** node-pg-migrate and TypeORM; Knex's `t.dropColumn("x")` has no table before it. */
function dropColumns(reading: Reading, call: JsCall, place: Place): undefined {
  if (call.given.length < 2 || call.given[1]?.[0]?.value === "{") return;
  const name = tableAt(reading, call, 0);
  const texts = (call.given[1] ?? []).filter(({ kind }) => kind === "text");
  if (name === undefined || texts.length === 0) return;
  for (const token of texts)
    addColumn(reading.steps, place, { op: "drop", ...name, column: textOf(token, reading.constants) });
}

function sql(reading: Reading, call: JsCall, place: Place): undefined {
  const [first] = call.given;
  const texts = (first ?? []).filter(({ kind }) => kind === "text");
  const isConcatenation = (first ?? []).every(({ kind, value }) => kind === "text" || value === "+");
  const known = textAt(reading, call, 0);
  if (known === undefined && (texts.length === 0 || !isConcatenation)) {
    addUnread(reading.steps, place.line, "the statement that is executed is not a constant");
    return;
  }
  const statement = known ?? texts.map((token) => textOf(token, reading.constants)).join("");
  readSql(reading.steps, statement, { ...place, isScript: false });
}

/** A table by its name, `schema.name`, `{ schema, name }`, or `new Table({ name })`; Knex's `withSchema` comes before it. */
function tableAt(reading: Reading, call: JsCall, index: number): TableName | undefined {
  const given = call.given[index] ?? [];
  const isObject = given[0]?.value === "new" || given[0]?.value === "{";
  const name = isObject ? propertyText(given, "name", reading.constants) : textAt(reading, call, index);
  if (name === undefined || name.includes(HOLE)) return undefined;
  const dot = name.indexOf(".");
  if (dot > 0) return { schema: name.slice(0, dot), table: name.slice(dot + 1) };
  const schema = isObject ? propertyText(given, "schema", reading.constants) : schemaBefore(reading, call);
  return { schema: schema ?? null, table: name };
}

/** `….withSchema("billing").createTable(…)` */
function schemaBefore({ tokens, constants }: Reading, { index }: JsCall): string | undefined {
  const [word, , text] = tokens.slice(Math.max(index - 5, 0), index);
  return word?.value === "withSchema" && text?.kind === "text" ? textOf(text, constants) : undefined;
}

function textAt({ constants }: Reading, call: JsCall, index: number): string | undefined {
  const [token, ...more] = call.given[index] ?? [];
  if (token === undefined || more.length > 0) return undefined;
  if (token.kind === "text") return textOf(token, constants);
  return token.kind === "name" ? constants.get(token.value) : undefined;
}

/** A function that the project hands to every migration: one that is called as the schema builder's is taken for that. */
function readHanded(reading: Reading, call: JsCall, place: Place): undefined {
  const known = namedIn(CALLS, call.method);
  if (known !== undefined) return known(reading, call, place);
  const [first] = call.given[0] ?? [];
  if (first?.kind === "text" && SQL_TEXT.test(textOf(first, reading.constants))) return sql(reading, call, place);
  // Among the arguments of another call it describes something: `column("id")`.
  if (/^[(,[]$/.test(reading.tokens[call.index - 1]?.value ?? "")) return;
  addUnread(reading.steps, place.line, `calls ${call.method}, which is not followed`);
}

const SQL_TEXT =
  /^\s*(?:--[^\n]*\n\s*)*(create|alter|drop|select|insert|update|delete|with|do|truncate|comment|grant)\b/i;

/** A function of the project that gets the connection can do anything with it. */
function noteHelper({ steps }: Reading, { method, given, line }: JsCall): void {
  const isHandedOver = given.some((part) => part.length === 1 && CONNECTIONS.test(part[0]?.value ?? ""));
  if (isHandedOver && method !== "up") addUnread(steps, line, `calls ${method}, which is not followed`);
}

const CONNECTIONS = /^(knex|pgm|queryRunner|trx|db|client)$/;

function notConstant({ steps }: Reading, { line }: Place, what: "" | "dropped " | "renamed " = ""): undefined {
  addUnread(steps, line, `the name of the ${what}table is not a constant`);
}

function placeOf({ line, condition }: JsCall): Place {
  return { line, condition };
}
