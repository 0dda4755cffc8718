import { namedIn } from "../../../shared/named-in.ts";
import { addColumn, addTable, addUnread, type Place, type Steps } from "../operations.ts";
import { type Made, type Value, wholeText } from "../python/values.ts";
import { readSql } from "../sql/read-sql.ts";
import { entryOf, fieldParts, fieldsOf } from "./models.ts";

/** Table names of an app's models by lower-case model name, as far as migrations before have gone. */
export type Models = Map<string, { table: string; isManaged: boolean }>;

/** Where operations count: a state operation changes what Django believes, and no table. */
type Target = { steps: Steps; app: string; models: Models; line: number; isState: boolean };

/** Goes through the `operations` of a migration in order. `models` is changed along. */
export function readOperations(operations: Value | undefined, target: Target): undefined {
  if (operations === undefined) return;
  if (operations.kind !== "list") {
    addUnread(target.steps, target.line, "operations is not a constant");
    return;
  }
  if (operations.isOpen) addUnread(target.steps, target.line, "the operations are not all constants");
  for (const operation of operations.items) readOperation(operation, target);
}

function readOperation(operation: Value, target: Target): undefined {
  const name = operation.kind === "made" ? operation.path.slice(operation.path.lastIndexOf(".") + 1) : "";
  const reader = namedIn(OPERATIONS, name);
  if (operation.kind === "made" && reader !== undefined) return reader(operation, target);
  if (operation.kind === "made" && HARMLESS.test(name)) return;
  addUnread(target.steps, target.line, `the operation ${name === "" ? "" : `${name} `}is not one of Django's own`);
}

const HARMLESS =
  /^(AlterField|AlterUniqueTogether|AlterIndexTogether|AlterOrderWithRespectTo|AlterModelOptions|AlterModelManagers|AlterModelTableComment|AddIndex|RemoveIndex|RenameIndex|AddIndexConcurrently|RemoveIndexConcurrently|AddConstraint|RemoveConstraint|AlterConstraint|AddConstraintNotValid|ValidateConstraint|.*Extension|CreateCollation|RemoveCollation)$/;

type Reader = (operation: Made, target: Target) => undefined;

const OPERATIONS: Record<string, Reader | undefined> = {
  CreateModel: createModel,
  DeleteModel: (operation, target) => {
    const model = modelOf(operation, 0, "name", target);
    if (model === undefined) return;
    target.models.delete(model.key);
    if (model.isManaged) table(target, { op: "drop", table: model.table });
  },
  RenameModel: renameModel,
  AlterModelTable: (operation, target) => {
    const model = modelOf(operation, 0, "name", target);
    if (model === undefined) return;
    const given = argument(operation, 1, "table");
    const to = given?.kind === "none" ? `${target.app}_${model.key}` : wholeText(given);
    if (to === undefined) return notConstant(target, "the name that the table is renamed to");
    target.models.set(model.key, { table: to, isManaged: model.isManaged });
    if (model.isManaged && to !== model.table) table(target, { op: "rename", table: model.table, to });
  },
  AddField: (operation, target) => {
    const model = modelOf(operation, 0, "model_name", target);
    const name = wholeText(argument(operation, 1, "name"));
    if (model === undefined || name === undefined) return notConstant(target, "the name of the field");
    const { columns, links } = fieldParts(name, argument(operation, 2, "field"));
    if (!model.isManaged) return;
    for (const column of columns) addColumnTo(target, model.table, column);
    for (const link of links) linkTable(target, model.table, link);
  },
  RemoveField: (operation, target) => {
    const model = modelOf(operation, 0, "model_name", target);
    const name = wholeText(argument(operation, 1, "name"));
    if (model === undefined || name === undefined) return notConstant(target, "the name of the field");
    if (model.isManaged && !target.isState) {
      addColumn(target.steps, placeOf(target), { op: "drop", schema: null, table: model.table, column: name });
    }
  },
  RenameField: (operation, target) => {
    const model = modelOf(operation, 0, "model_name", target);
    const [column, to] = [argument(operation, 1, "old_name"), argument(operation, 2, "new_name")].map(wholeText);
    if (model === undefined || column === undefined || to === undefined)
      return notConstant(target, "the name of the field");
    if (!model.isManaged || target.isState) return;
    addColumn(target.steps, placeOf(target), { op: "rename", schema: null, table: model.table, column, to });
  },
  RunSQL: (operation, target) => runSql(argument(operation, 0, "sql"), target),
  RunPython: runPython,
  SeparateDatabaseAndState: (operation, target) => {
    // The tables change by the one list, what later migrations call them by the other.
    const before = new Map(target.models);
    readOperations(argument(operation, 0, "database_operations"), target);
    const state = argument(operation, 1, "state_operations");
    if (state === undefined) return;
    target.models.clear();
    for (const [key, model] of before) target.models.set(key, model);
    readOperations(state, { ...target, isState: true });
  },
};

function createModel(operation: Made, target: Target): undefined {
  const name = wholeText(argument(operation, 0, "name"));
  if (name === undefined) return notConstant(target, "the name of the model");
  const options = argument(operation, 2, "options") ?? operation.keywords.get("options");
  const own = entryOf(options, "db_table");
  const named = own === undefined ? `${target.app}_${name.toLowerCase()}` : wholeText(own)?.replaceAll('"', "");
  if (named === undefined) return notConstant(target, "db_table");
  const isOff = (value: Value | undefined, off: boolean) => value?.kind === "boolean" && value.value === off;
  const isManaged = !isOff(entryOf(options, "managed"), false) && !isOff(entryOf(options, "proxy"), true);
  target.models.set(name.toLowerCase(), { table: named, isManaged });
  if (!isManaged) return;
  const fields = fieldsOf(argument(operation, 1, "fields"));
  if (fields === undefined) addUnread(target.steps, target.line, `the fields of ${name} are not all constants`);
  const parts = (fields ?? []).map(([field, value]) => fieldParts(field, value));
  table(target, { op: "create", table: named, columns: parts.flatMap(({ columns }) => columns) });
  for (const link of parts.flatMap(({ links }) => links)) linkTable(target, named, link);
}

function renameModel(operation: Made, target: Target): undefined {
  const model = modelOf(operation, 0, "old_name", target);
  const to = wholeText(argument(operation, 1, "new_name"));
  if (model === undefined || to === undefined) return notConstant(target, "the name of the model");
  const isDefault = model.table === `${target.app}_${model.key}`;
  const named = isDefault ? `${target.app}_${to.toLowerCase()}` : model.table;
  target.models.delete(model.key);
  target.models.set(to.toLowerCase(), { table: named, isManaged: model.isManaged });
  if (model.isManaged && named !== model.table) table(target, { op: "rename", table: model.table, to: named });
}

/** One statement, several in a list, each maybe with parameters. */
function runSql(sql: Value | undefined, target: Target): undefined {
  const statements = sql?.kind === "list" ? sql.items : [sql];
  for (const statement of statements) {
    const text = statement?.kind === "list" ? statement.items[0] : statement;
    if (text?.kind === "text") readSql(target.steps, text.value, { ...placeOf(target), isScript: false });
    else if (text?.kind !== "name") addUnread(target.steps, target.line, "the statement of RunSQL is not a constant");
  }
}

/** A function can do anything, though most of them move rows alone. */
function runPython(operation: Made, target: Target): undefined {
  const code = argument(operation, 0, "code");
  if (code?.kind === "name" && code.path.endsWith(".noop")) return;
  addUnread(target.steps, target.line, `RunPython runs ${nameOf(code)}, which is not followed`);
}

function nameOf(code: Value | undefined): string {
  if (code?.kind === "function") return code.name;
  return code?.kind === "name" ? code.path : "a function";
}

function modelOf(operation: Made, index: number, keyword: string, { app, models }: Target) {
  const key = wholeText(argument(operation, index, keyword))?.toLowerCase();
  if (key === undefined) return undefined;
  return { key, ...(models.get(key) ?? { table: `${app}_${key}`, isManaged: true }) };
}

/** The table between two models. */
function linkTable(target: Target, owner: string, link: { field: string; table: string | undefined }): undefined {
  table(target, { op: "create", table: link.table ?? `${owner}_${link.field}` });
}

function addColumnTo(target: Target, owner: string, column: string): undefined {
  if (!target.isState) addColumn(target.steps, placeOf(target), { op: "add", schema: null, table: owner, column });
}

function table(
  target: Target,
  step: { op: "create" | "drop" | "rename"; table: string; to?: string; columns?: string[] },
): undefined {
  if (!target.isState) addTable(target.steps, placeOf(target), { schema: null, ...step });
}

function argument(operation: Made, index: number, keyword: string): Value | undefined {
  return operation.keywords.get(keyword) ?? operation.positional[index];
}

function notConstant(target: Target, what: string): undefined {
  addUnread(target.steps, target.line, `${what} is not a constant`);
}

function placeOf({ line }: Target): Place {
  return { line, condition: undefined };
}
