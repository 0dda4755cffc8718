import { callsIn, splitArguments } from "./calls.ts";
import { type JsToken, textOf } from "./tokens.ts";

/** What a call says about columns. */
export type ColumnsGiven = { added: string[]; dropped: string[]; renamed: [from: string, to: string][] };

/** Columns from `{ id: …, name: … }`, `new Table({ columns: [{ name }] })` or `(t) => { t.text("name") }`. */
export function columnsGiven(given: JsToken[], constants: Map<string, string>): ColumnsGiven | undefined {
  const [first] = given;
  if (first === undefined) return { added: [], dropped: [], renamed: [] };
  if (first.value === "{") return { added: keysOf(given), dropped: [], renamed: [] };
  if (first.value === "new") return { added: namesIn(given, constants), dropped: [], renamed: [] };
  const builder = builderOf(given);
  return builder === undefined ? undefined : builtColumns(given, builder, constants);
}

/** The text of a property of an object at its top level. */
export function propertyText(given: JsToken[], name: string, constants: Map<string, string>): string | undefined {
  const open = given.findIndex(({ value }) => value === "{");
  const parts = open < 0 ? [] : splitArguments(given, open + 1);
  const value = parts.find(([key, colon]) => key?.value === name && colon?.value === ":")?.[2];
  if (value?.kind === "text") return textOf(value, constants);
  return value?.kind === "name" ? constants.get(value.value) : undefined;
}

function keysOf(given: JsToken[]): string[] {
  return splitArguments(given, 1).flatMap(([key, colon]) =>
    (key?.kind === "name" || key?.kind === "text") && colon?.value === ":" ? [key.value] : [],
  );
}

/** TypeORM: the `name` of each column of a table, or of one `new TableColumn({ name })`. */
function namesIn(given: JsToken[], constants: Map<string, string>): string[] {
  const at = given.findIndex(({ value }, index) => value === "columns" && given[index + 1]?.value === ":");
  const objects = at < 0 ? [given] : splitArguments(given, at + 3);
  return objects.flatMap((object) => propertyText(object, "name", constants) ?? []);
}

/** The parameter of `(t) =>`, `t =>` or `function (t)`. */
function builderOf(given: JsToken[]): string | undefined {
  return given.find(({ kind, value }) => kind === "name" && value !== "function" && value !== "async")?.value;
}

/** Methods of Knex's table builder that name no new column. */
const NO_COLUMN =
  /^(unique|index|primary|foreign|references|comment|engine|charset|collate|inherits|setNullable|check.*|drop.*|rename.*|queryContext)$/;

function builtColumns(given: JsToken[], builder: string, constants: Map<string, string>): ColumnsGiven {
  const columns: ColumnsGiven = { added: [], dropped: [], renamed: [] };
  for (const call of callsIn(given)) {
    if (call.owner !== builder) continue;
    const names = call.given.flatMap((part) => (part[0]?.kind === "text" ? [textOf(part[0], constants)] : []));
    const [first, second] = names;
    if (call.method === "timestamps") columns.added.push("created_at", "updated_at");
    else if (/^(big)?increments$/i.test(call.method)) columns.added.push(first ?? "id");
    else if (/^dropColumns?$/.test(call.method)) columns.dropped.push(...names);
    else if (call.method === "renameColumn" && first !== undefined && second !== undefined) {
      columns.renamed.push([first, second]);
    } else if (!NO_COLUMN.test(call.method) && first !== undefined && !isAltered(given, call.index)) {
      columns.added.push(first);
    }
  }
  return columns;
}

/** `t.string("x").alter()` changes a column that is there. */
function isAltered(given: JsToken[], index: number): boolean {
  let depth = 0;
  for (let i = index; i < given.length; i++) {
    const { value = "" } = given[i] ?? {};
    if (/^[([{]$/.test(value)) depth++;
    if (/^[)\]}]$/.test(value) && --depth < 0) return false;
    if (value === ";" || (depth === 0 && i > index && given[i]?.kind === "name" && given[i - 1]?.value !== "."))
      return false;
    if (depth === 0 && value === "alter") return true;
  }
  return false;
}
