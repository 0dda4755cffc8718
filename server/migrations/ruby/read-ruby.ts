import { addColumn, addTable, addUnread, noSteps, type Place, type Steps, type TableName } from "../operations.ts";
import { HOLE } from "../python/values.ts";
import { readSql } from "../sql/read-sql.ts";

/**
 * What `change` or `up` of a Rails migration does to tables, read line by line: create_table and its block, drop_table,
 * rename_table, columns, and execute with a text or heredoc. Names must stand in the line.
 */
export function readRuby(source: string): Steps {
  const steps = noSteps();
  const state: State = { steps, isUp: false, table: undefined, heredoc: undefined, blocks: [] };
  for (const [index, line] of source.split("\n").entries()) readLine(state, line, index + 1);
  return steps;
}

type State = {
  steps: Steps;
  isUp: boolean;
  /** The create_table or change_table whose block is open, and how deep it is. */
  table: { name: TableName; depth: number; columns: string[] | undefined } | undefined;
  heredoc: { end: string; text: string; line: number } | undefined;
  /** For each open block the condition that it stands under, where there is one. */
  blocks: (string | undefined)[];
};

const NAME = `(?::"([^"#]+)"|:(\\w+)|"([^"#]+)"|'([^']+)')`;
const CALL = new RegExp(`^(\\w+)[ (]+${NAME}(?:\\s*,\\s*${NAME})?(?:\\s*,\\s*${NAME})?`);

function readLine(state: State, raw: string, line: number): undefined {
  if (state.heredoc !== undefined) return readHeredoc(state, raw, state.heredoc);
  const code = raw.replace(/(^|\s)#(?!\{).*$/, "").trim();
  if (code === "") return;
  const method = /^def\s+(?:self\.)?(\w+)/.exec(code)?.[1];
  if (method !== undefined) state.isUp = /^(change|up)$/.test(method);
  if (state.isUp && method === undefined) readCode(state, code, line);
  followBlocks(state, code);
}

function readCode(state: State, code: string, line: number): undefined {
  const condition = state.blocks.at(-1);
  const trailing = /\s(if|unless)\s+(.+)$/.exec(code);
  const place: Place = { line, condition: condition ?? (trailing === null ? undefined : trailing[0].trim()) };
  const inner = state.table === undefined ? null : /^\w+\.(\w+)\b\(?\s*(.*)$/.exec(code);
  if (inner !== null && state.table !== undefined) return readBlockLine(state, state.table, inner, place);
  if (/^execute\b/.test(code)) return readExecute(state, code, place);
  const call = CALL.exec(code);
  const names = call?.slice(2).map((name) => name ?? "") ?? [];
  const [first, second, third] = [0, 4, 8].map((at) => names.slice(at, at + 4).find((name) => name !== ""));
  const operation = call?.[1] ?? /^(\w+)/.exec(code)?.[1] ?? "";
  if (first !== undefined) readOperation(state, operation, [first, second, third], code, place);
  else if (/^(create|drop|rename|change)_(join_)?table\b|^(add|remove|rename)_column\b/.test(code)) {
    addUnread(state.steps, line, "the name of the table is not a constant");
  }
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
    if (/\bdo\b/.test(code)) state.table = { name, depth: state.blocks.length, columns: steps.tables.at(-1)?.columns };
  } else if (operation === "change_table") state.table = { name, depth: state.blocks.length, columns: undefined };
  else if (operation === "create_join_table" && second !== undefined) {
    const own = /\btable_name:\s*:?"?(\w+)/.exec(code)?.[1];
    const table = own ?? [first, second].sort().join("_");
    const columns = [first, second].map((each) => `${each.replace(/s$/, "")}_id`);
    addTable(steps, place, { op: "create", schema: null, table, columns });
  } else if (operation === "drop_table") addTable(steps, place, { op: "drop", ...name });
  else if (operation === "rename_table" && second !== undefined)
    addTable(steps, place, { op: "rename", ...name, to: second });
  else if (operation === "add_column" && second !== undefined)
    addColumn(steps, place, { op: "add", ...name, column: second });
  else if (/^add_(reference|belongs_to)$/.test(operation) && second !== undefined) {
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
  if (
    /^(index|foreign_key|check_constraint|remove.*|rename|change.*|exclusion_constraint|unique_constraint)$/.test(type)
  )
    return;
  const options = rest.search(/,?\s*\w+:\s|=>/);
  const given = options < 0 ? rest : rest.slice(0, options);
  const names = [...given.matchAll(/:"([^"]+)"|:(\w+)|"([^"]+)"|'([^']+)'/g)].map(
    (m) => m[1] ?? m[2] ?? m[3] ?? m[4] ?? "",
  );
  // `t.column :name, :type`
  const own = type === "column" ? names.slice(0, 1) : names;
  const added =
    type === "timestamps"
      ? ["created_at", "updated_at"]
      : own.map((each) => (/^(references|belongs_to)$/.test(type) ? `${each}_id` : each));
  for (const column of added) {
    if (columns !== undefined) columns.push(column);
    else addColumn(steps, place, { op: "add", ...name, column });
  }
}

function readExecute(state: State, code: string, place: Place): undefined {
  const heredoc = /<<[~-]?["'`]?([A-Z_][A-Z_0-9]*)/i.exec(code);
  if (heredoc !== null) {
    state.heredoc = { end: heredoc[1] ?? "", text: "", line: place.line };
    return;
  }
  const text = /^execute[ (]+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|%[qQ]?[({[](.*)[)}\]])/.exec(code);
  const sql = text?.[1] ?? text?.[2] ?? text?.[3];
  if (sql === undefined) addUnread(state.steps, place.line, "the statement that is executed is not a constant");
  else readSql(state.steps, withHoles(sql), { ...place, isScript: false });
}

function readHeredoc(state: State, raw: string, heredoc: NonNullable<State["heredoc"]>): undefined {
  if (raw.trim() !== heredoc.end) {
    heredoc.text += `${raw}\n`;
    return;
  }
  state.heredoc = undefined;
  readSql(state.steps, withHoles(heredoc.text), { line: heredoc.line, condition: undefined, isScript: false });
}

function followBlocks(state: State, code: string): undefined {
  const opens =
    /^(def|class|module|if|unless|case|begin|while|until|for)\b/.test(code) || /\bdo\b(\s*\|[^|]*\|)?\s*$/.test(code);
  if (opens && !/\bend\s*$/.test(code))
    state.blocks.push(state.blocks.at(-1) ?? (/^(if|unless|rescue|case)\b/.test(code) ? code : undefined));
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
