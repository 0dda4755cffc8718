import { addColumn, addTable, addUnread, noSteps, type Place, type Steps, type TableName } from "../operations.ts";
import { HOLE } from "../python/values.ts";
import { readSql } from "../sql/read-sql.ts";
import { type RubyStatement, rubyStatements } from "./statements.ts";

/**
 * What `change` or `up` of a Rails migration does to tables, read statement by statement: create_table and its block,
 * drop_table, rename_table, columns, and execute with a text or heredoc. Names must be constants.
 */
export function readRuby(source: string): Steps {
  const statements = rubyStatements(source);
  const methods = statements.flatMap(({ code }) => METHOD.exec(code)?.[1] ?? []);
  const own = new Set(methods.filter((method) => !/^(change|up|down)$/.test(method)));
  const state: State = { steps: noSteps(), isUp: false, table: undefined, blocks: [], own };
  for (const statement of statements) readStatement(state, statement);
  return state.steps;
}

type State = {
  steps: Steps;
  isUp: boolean;
  /** The create_table or change_table whose block is open, and how deep it is. */
  table: { name: TableName; depth: number; columns: string[] | undefined } | undefined;
  /** For each open block the condition that it stands under, where there is one, and whether it is for going back. */
  blocks: { condition: string | undefined; isDown: boolean }[];
  /** Methods that the file defines beside those of a migration. */
  own: Set<string>;
};

const METHOD = /^def\s+(?:self\.)?(\w+[?!]?)/;
const NAME = `(?::"([^"#]+)"|:(\\w+)|"([^"#]+)"|'([^']+)')`;
const CALL = new RegExp(`^(\\w+)[ (]+${NAME}(?:\\s*,\\s*${NAME})?(?:\\s*,\\s*${NAME})?`);
/** What a connection is called before the operation that goes through it. */
const CONNECTION = /^(?:(?:ActiveRecord::Base|ApplicationRecord|[A-Z]\w*|self)\.)?(?:connection|conn)\.(?=\w)/;
const OPERATION = /\b(create|drop|rename|change)_(join_)?table\b|\b(add|remove|rename)_columns?\b|\bexecute\b/;

function readStatement(state: State, { code, line, heredoc }: RubyStatement): undefined {
  const method = METHOD.exec(code)?.[1];
  if (method !== undefined) state.isUp = /^(change|up)$/.test(method);
  const isDown = state.blocks.some((block) => block.isDown);
  if (state.isUp && method === undefined && !isDown) {
    readCode(state, { code: code.replace(CONNECTION, ""), line, heredoc });
  }
  followBlocks(state, code);
}

function readCode(state: State, statement: RubyStatement): undefined {
  const { line } = statement;
  const trailing = /\s(if|unless)\s+(.+)$/.exec(statement.code);
  const code = trailing === null ? statement.code : statement.code.slice(0, trailing.index);
  const condition = state.blocks.at(-1)?.condition ?? trailing?.[0].trim();
  const place: Place = { line, condition };
  const inner = state.table === undefined ? null : /^\w+\.(\w+)\b\(?\s*(.*)$/.exec(code);
  if (inner !== null && state.table !== undefined) return readBlockLine(state, state.table, inner, place);
  if (/^execute\b/.test(code)) return readExecute(state, statement, place);
  const call = CALL.exec(code);
  const names = call?.slice(2).map((name) => name ?? "") ?? [];
  const [first, second, third] = [0, 4, 8].map((at) => names.slice(at, at + 4).find((name) => name !== ""));
  const operation = call?.[1] ?? /^(\w+[?!]?)/.exec(code)?.[1] ?? "";
  if (state.own.has(operation)) addUnread(state.steps, line, `calls ${operation}, which is not followed`);
  else if (first !== undefined && /^[a-z]/.test(operation)) {
    readOperation(state, operation, [first, second, third], code, place);
  } else noteHidden(state.steps, code, line);
}

/** An operation whose name is no constant, or that stands somewhere within the line. */
function noteHidden(steps: Steps, code: string, line: number): undefined {
  const operation = OPERATION.exec(code)?.[0];
  if (operation === undefined || /^(if|unless|while|until|when|return|raise)\b/.test(code)) return;
  const what = operation === "drop_table" ? "dropped " : operation === "rename_table" ? "renamed " : "";
  const reason = operation === "execute" ? "the statement that is executed" : `the name of the ${what}table`;
  addUnread(steps, line, `${reason} is not a constant`);
}

function readOperation(
  state: State,
  operation: string,
  [first = "", second, third]: (string | undefined)[],
  code: string,
  place: Place,
): undefined {
  const { steps } = state;
  const name = tableOf(first);
  if (operation === "create_table") {
    const id = /\bid:\s*false\b/.test(code) ? [] : [/\bprimary_key:\s*:?"?(\w+)/.exec(code)?.[1] ?? "id"];
    addTable(steps, place, { op: "create", ...name, columns: id });
    const made = steps.tables.at(-1)?.columns;
    if (/&:timestamps\b/.test(code)) made?.push("created_at", "updated_at");
    if (/\bdo\b/.test(code)) state.table = { name, depth: state.blocks.length, columns: made };
  } else if (operation === "change_table") state.table = { name, depth: state.blocks.length, columns: undefined };
  else if (operation === "create_join_table" && second !== undefined) {
    const own = /\btable_name:\s*:?"?(\w+)/.exec(code)?.[1];
    const table = own ?? [first, second].sort().join("_");
    const columns = [first, second].map((each) => `${each.replace(/s$/, "")}_id`);
    addTable(steps, place, { op: "create", schema: null, table, columns });
  } else if (operation === "drop_table") {
    for (const table of namesIn(code)) addTable(steps, place, { op: "drop", ...tableOf(table) });
  } else if (operation === "rename_table") {
    if (second === undefined) addUnread(steps, place.line, "the name that the table is renamed to is not a constant");
    else addTable(steps, place, { op: "rename", ...name, to: second });
  } else if (operation === "add_column" && second !== undefined) {
    addColumn(steps, place, { op: "add", ...name, column: second });
  } else if (operation === "remove_columns") {
    for (const column of namesIn(code).slice(1)) addColumn(steps, place, { op: "drop", ...name, column });
  } else if (/^add_(reference|belongs_to)$/.test(operation) && second !== undefined) {
    addColumn(steps, place, { op: "add", ...name, column: `${second}_id` });
  } else if (operation === "add_timestamps") {
    for (const column of ["created_at", "updated_at"]) addColumn(steps, place, { op: "add", ...name, column });
  } else if (operation === "remove_column" && second !== undefined) {
    addColumn(steps, place, { op: "drop", ...name, column: second });
  } else if (operation === "rename_column" && second !== undefined && third !== undefined) {
    addColumn(steps, place, { op: "rename", ...name, column: second, to: third });
  }
}

/** `t.string :name` within the block of a table. */
function readBlockLine(
  { steps }: State,
  { name, columns }: NonNullable<State["table"]>,
  [, type = "", rest = ""]: RegExpExecArray,
  place: Place,
): undefined {
  const names = namesIn(rest);
  const [first, to] = names;
  if (type === "rename" && first !== undefined && to !== undefined) {
    return addColumn(steps, place, { op: "rename", ...name, column: first, to });
  }
  if (type === "remove") for (const column of names) addColumn(steps, place, { op: "drop", ...name, column });
  if (NO_COLUMN.test(type)) return;
  // `t.column :name, :type`
  const own = type === "column" ? names.slice(0, 1) : names;
  const added = /^timestamps(_with_timezone)?$/.test(type)
    ? ["created_at", "updated_at"]
    : own.map((each) => (/^(references|belongs_to)$/.test(type) ? `${each}_id` : each));
  for (const column of added) {
    if (columns !== undefined) columns.push(column);
    else addColumn(steps, place, { op: "add", ...name, column });
  }
}

const NO_COLUMN =
  /^(index|foreign_key|check_constraint|remove.*|rename.*|change.*|exclusion_constraint|unique_constraint)$/;

/** The names that are given before any option. */
function namesIn(code: string): string[] {
  const options = code.search(/,?\s*\w+:\s|=>/);
  const given = options < 0 ? code : code.slice(0, options);
  return [...given.matchAll(/:"([^"]+)"|:(\w+)|"([^"]+)"|'([^']+)'/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? m[4] ?? "");
}

function readExecute(state: State, { code, heredoc }: RubyStatement, place: Place): undefined {
  const text = /^execute[ (]+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|%[qQ]?[({[](.*)[)}\]])/.exec(code);
  const sql = heredoc ?? text?.[1] ?? text?.[2] ?? text?.[3];
  if (sql === undefined) addUnread(state.steps, place.line, "the statement that is executed is not a constant");
  else readSql(state.steps, withHoles(sql), { ...place, isScript: false });
}

function followBlocks(state: State, code: string): undefined {
  const opens =
    /^(def|class|module|if|unless|case|begin|while|until|for)\b/.test(code) || /\bdo\b(\s*\|[^|]*\|)?\s*$/.test(code);
  if (opens && !/\bend\s*$/.test(code)) {
    const own = /^(if|unless|rescue|case)\b/.test(code) ? code : undefined;
    const isDown = /^(\w+\.down|down_only)\b/.test(code);
    state.blocks.push({ condition: state.blocks.at(-1)?.condition ?? own, isDown });
  }
  if (!/^end\b/.test(code)) return;
  state.blocks.pop();
  if (state.table !== undefined && state.blocks.length <= state.table.depth) state.table = undefined;
}

function withHoles(text: string): string {
  return text.replace(/#\{[^}]*\}/g, HOLE);
}

function tableOf(name: string): TableName {
  const dot = name.indexOf(".");
  return dot < 0 ? { schema: null, table: name } : { schema: name.slice(0, dot), table: name.slice(dot + 1) };
}
