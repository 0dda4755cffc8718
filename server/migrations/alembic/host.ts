import { namedIn } from "../../../shared/named-in.ts";
import { addColumn, addTable, addUnread, type Place, type Steps, type TableName } from "../operations.ts";
import type { Call, Host } from "../python/run.ts";
import { HOLE, type Made, NONE, type Value, wholeText } from "../python/values.ts";
import { readSql } from "../sql/read-sql.ts";
import { isForeign } from "./foreign.ts";
import type { Helpers } from "./helpers.ts";
import { columnName, columnsOf, sqlOf, tableOf } from "./sqlalchemy.ts";

/**
 * Listens to the calls of an Alembic migration and adds what they do to tables: operations of `op` and of batch blocks,
 * raw SQL through anything that executes, and SQLAlchemy tables that are created by hand.
 * https://alembic.sqlalchemy.org/en/latest/ops.html
 */
export function alembicHost(steps: Steps, helpers: Helpers): Host {
  const host: Host = (call) => {
    const operation = /(?:^|\.)op\.(\w+)$/.exec(call.path)?.[1];
    if (operation !== undefined && isOp(call.path))
      return namedIn(OPERATIONS, operation)?.(steps, call) ?? other(steps, call);
    const batch = batchOf(call.receiver);
    const method = call.path.slice(call.path.lastIndexOf(".") + 1);
    if (batch !== undefined) return namedIn(BATCH_OPERATIONS, method)?.(steps, call, batch) ?? undefined;
    return namedIn(METHODS, method)?.(steps, call) ?? followed(call, host, helpers) ?? foreign(steps, call);
  };
  return host;
}

/** A function of another file of the directory. */
function followed(call: Call, host: Host, helpers: Helpers): Value | undefined {
  return call.receiver === undefined && call.path.includes(".") ? helpers.call(call, host) : undefined;
}

type Operation = (steps: Steps, call: Call) => Value | undefined;

/** Called through the module; `op` alone is what a star import gives. */
function isOp(path: string): boolean {
  return path.startsWith("alembic.") || path.startsWith("op.");
}

const OPERATIONS: Record<string, Operation | undefined> = {
  create_table: (steps, call) => {
    const name = tableName(steps, call, "table_name");
    if (name === undefined) return undefined;
    const columns = columnsOf(steps, call, call.positional.slice(1));
    addTable(steps, placeOf(call), { op: "create", ...name, columns });
    return undefined;
  },
  drop_table: (steps, call) => {
    const name = tableName(steps, call, "table_name", "dropped");
    if (name !== undefined) addTable(steps, placeOf(call), { op: "drop", ...name });
    return NONE;
  },
  rename_table: (steps, call) => {
    const name = tableName(steps, call, "old_table_name", "renamed");
    const to = wholeText(argument(call, 1, "new_table_name"));
    if (to === undefined) return notConstant(steps, call, "the name that the table is renamed to");
    if (name !== undefined) addTable(steps, placeOf(call), { op: "rename", ...name, to });
    return NONE;
  },
  add_column: (steps, call) => {
    const name = tableName(steps, call, "table_name");
    if (name !== undefined) addColumnOf(steps, call, name, argument(call, 1, "column"));
    return NONE;
  },
  drop_column: (steps, call) => {
    const name = tableName(steps, call, "table_name");
    if (name !== undefined) dropColumn(steps, call, name, argument(call, 1, "column_name"));
    return NONE;
  },
  alter_column: (steps, call) => {
    if (!call.keywords.has("new_column_name")) return NONE;
    const name = tableName(steps, call, "table_name");
    if (name !== undefined) renameColumn(steps, call, name, argument(call, 1, "column_name"));
    return NONE;
  },
  execute: (steps, call) => execute(steps, call, argument(call, 0, "sqltext")),
  f: (_steps, call) => call.positional[0],
};

/** A block `with op.batch_alter_table("orders") as batch:`; on PostgreSQL it is plain ALTER TABLE. */
const BATCH_OPERATIONS: Record<string, ((steps: Steps, call: Call, batch: Made) => Value) | undefined> = {
  add_column: (steps, call, batch) => {
    const name = batchTable(steps, call, batch);
    if (name !== undefined) addColumnOf(steps, call, name, argument(call, 0, "column"));
    return NONE;
  },
  drop_column: (steps, call, batch) => {
    const name = batchTable(steps, call, batch);
    if (name !== undefined) dropColumn(steps, call, name, argument(call, 0, "column_name"));
    return NONE;
  },
  alter_column: (steps, call, batch) => {
    const name = call.keywords.has("new_column_name") ? batchTable(steps, call, batch) : undefined;
    if (name !== undefined) renameColumn(steps, call, name, argument(call, 0, "column_name"));
    return NONE;
  },
  // Names of constraints and indexes only.
  f: (_steps, call) => call.positional[0] ?? NONE,
};

/** Methods that matter on whatever they are called: connections, sessions, tables, metadata. */
const METHODS: Record<string, Operation | undefined> = {
  execute: (steps, call) => execute(steps, call, call.positional[0]),
  exec_driver_sql: (steps, call) => execute(steps, call, call.positional[0]),
  create: (steps, call) => {
    const table = tableOf(call.receiver);
    if (table === undefined) return modelTable(steps, call, "a table is created that another file defines");
    const at = { ...call, positional: table.positional, keywords: table.keywords, isOpen: table.isOpen };
    const name = tableName(steps, at, "name");
    const columns = columnsOf(steps, at, table.positional.slice(2));
    if (name !== undefined) addTable(steps, placeOf(call), { op: "create", ...name, columns });
    return NONE;
  },
  drop: (steps, call) => {
    const table = tableOf(call.receiver);
    if (table === undefined) return modelTable(steps, call, "a table is dropped that another file defines");
    const name = tableName(
      steps,
      { ...call, positional: table.positional, keywords: table.keywords },
      "name",
      "dropped",
    );
    if (name !== undefined) addTable(steps, placeOf(call), { op: "drop", ...name });
    return NONE;
  },
  create_all: (steps, call) => whole(steps, call, "creates whatever tables the models name"),
  drop_all: (steps, call) => whole(steps, call, "drops whatever tables the models name"),
  create_tables: (steps, call) => whole(steps, call, "creates tables that are not named here"),
};

/** Operations of Alembic that touch neither tables nor columns. Others are a project's own. */
const HARMLESS =
  /^(create|drop)_(index|constraint|check_constraint|unique_constraint|foreign_key|primary_key|exclude_constraint|table_comment)$|^(bulk_insert|get_bind|get_context|inline_literal|batch_alter_table|implementation_for|register_operation)$/;

function other(steps: Steps, call: Call): undefined {
  const name = call.path.slice(call.path.lastIndexOf(".") + 1);
  if (Object.hasOwn(OPERATIONS, name) || HARMLESS.test(name)) return undefined;
  addUnread(steps, call.line, `op.${name} is no operation of Alembic itself`);
  return undefined;
}

function foreign(steps: Steps, call: Call): undefined {
  if (call.isStatement && isForeign(call)) {
    addUnread(steps, call.line, `calls ${call.path.replaceAll("?.", "")}, which this file does not define`);
  }
  return undefined;
}

/** `Order.__table__.create(bind)` of an imported model; enums and sequences are created in the same words. */
function modelTable(steps: Steps, call: Call, reason: string): Value | undefined {
  return /\b__table__\.|\.tables\./.test(call.path) ? whole(steps, call, reason) : undefined;
}

function whole(steps: Steps, call: Call, reason: string): Value {
  addUnread(steps, call.line, reason);
  return NONE;
}

/** A statement that is no text is fine where SQLAlchemy builds it to read or write rows. */
function execute(steps: Steps, call: Call, statement: Value | undefined): undefined {
  const { line, condition } = call;
  const sql = sqlOf(statement);
  if (sql === "rows") return undefined;
  if (sql === undefined) addUnread(steps, line, "the statement that is executed is not a constant");
  else if (typeof sql === "string") readSql(steps, sql, { line, condition, isScript: false });
  else METHODS[sql.method]?.(steps, { ...call, receiver: sql.table });
  return undefined;
}

function addColumnOf(steps: Steps, call: Call, name: TableName, value: Value | undefined): undefined {
  const column = columnName(value);
  if (column === undefined) return notConstant(steps, call, "the column");
  addColumn(steps, placeOf(call), { op: "add", ...name, column });
}

function dropColumn(steps: Steps, call: Call, name: TableName, value: Value | undefined): undefined {
  const column = wholeText(value);
  if (column === undefined) return notConstant(steps, call, "the name of the column");
  addColumn(steps, placeOf(call), { op: "drop", ...name, column });
}

function renameColumn(steps: Steps, call: Call, name: TableName, value: Value | undefined): undefined {
  const [column, to] = [wholeText(value), call.keywords.get("new_column_name")];
  if (to?.kind === "none" || (column !== undefined && column === wholeText(to))) return undefined;
  const newName = wholeText(to);
  if (column === undefined || newName === undefined) return notConstant(steps, call, "the name of the column");
  addColumn(steps, placeOf(call), { op: "rename", ...name, column, to: newName });
}

/** The table that a call names, with its `schema=`; what is not constant is unread. */
function tableName(steps: Steps, call: Call, keyword: string, fate = ""): TableName | undefined {
  const given = argument(call, 0, keyword);
  const table = wholeText(given);
  if (table === undefined) {
    const shown = given?.kind === "text" ? ` ("${given.value.replaceAll(HOLE, "…").slice(0, 80)}")` : "";
    return notConstant(steps, call, `the name of the ${fate === "" ? "" : `${fate} `}table${shown}`);
  }
  const schema = call.keywords.get("schema");
  if (schema === undefined || schema.kind === "none") return { table, schema: null };
  const named = wholeText(schema);
  if (named !== undefined) return { table, schema: named };
  addUnread(steps, call.line, `the schema of ${table} is not a constant`);
  return { table, schema: null };
}

function batchTable(steps: Steps, call: Call, batch: Made): TableName | undefined {
  const { positional, keywords, isOpen } = batch;
  return tableName(steps, { ...call, positional, keywords, isOpen }, "table_name");
}

function batchOf(receiver: Value | undefined): Made | undefined {
  return receiver?.kind === "made" && receiver.path.endsWith("op.batch_alter_table") ? receiver : undefined;
}

function argument(call: Call, index: number, keyword: string): Value | undefined {
  return call.positional[index] ?? call.keywords.get(keyword);
}

function notConstant(steps: Steps, call: Call, what: string): undefined {
  addUnread(steps, call.line, `${what} is not a constant`);
  return undefined;
}

function placeOf({ line, condition }: Call): Place {
  return { line, condition };
}
