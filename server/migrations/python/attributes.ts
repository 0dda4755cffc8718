import type { Evaluate } from "./operators.ts";
import { childrenOf, type Node } from "./parse.ts";
import type { Run } from "./run.ts";
import { areEqual, FALSE, type Scope, text, unknown, type Value } from "./values.ts";

/** `owner.name` or `owner[key]`. */
export function attributeOf(run: Run, node: Node, scope: Scope, evaluate: Evaluate): Value {
  const [ownerNode, , key] = childrenOf(node);
  if (ownerNode === undefined || key === undefined) return unknown("an unfinished expression");
  const owner = evaluate(run, ownerNode, scope);
  if (key.name === "PropertyName") {
    const found = attribute(owner, run.file.text.slice(key.from, key.to));
    return (found.kind === "name" && !found.path.startsWith("?") ? run.lookUp(found.path) : undefined) ?? found;
  }
  const brackets = childrenOf(node).slice(1);
  if (brackets.length > 3) return slice(run, owner, brackets, scope, evaluate);
  return item(owner, evaluate(run, key, scope));
}

/** What an attribute of a value is. Things of libraries keep their dotted name. */
export function attribute(owner: Value, name: string): Value {
  if (owner.kind === "class") return owner.attributes.get(name) ?? tableOf(owner, name);
  // A member of an enumeration of texts, of which the text is all that is kept.
  if (owner.kind === "text" && name === "value") return owner;
  const path = `${pathOf(owner)}.${name}`;
  return KNOWN_ATTRIBUTES.find(([ending]) => path.endsWith(ending))?.[1] ?? { kind: "name", path };
}

/** The dotted name of a value: `sqlalchemy.Column`, `alembic.op.get_bind()`, or `?`. */
export function pathOf(value: Value): string {
  if (value.kind === "name") return value.path;
  return value.kind === "made" ? `${value.path}()` : "?";
}

/** Plumbline asks PostgreSQL alone, so the dialect is known; and a migration that counts runs online. */
const KNOWN_ATTRIBUTES: [ending: string, value: Value][] = [
  [".dialect.name", text("postgresql")],
  [".engine.name", text("postgresql")],
  ["get_bind().name", text("postgresql")],
  ["().as_sql", FALSE],
  ["typing.TYPE_CHECKING", FALSE],
];

/** `Model.__table__` of a class that the file itself defines. */
function tableOf(owner: Value & { kind: "class" }, name: string): Value {
  const table = owner.attributes.get("__tablename__");
  if (name !== "__table__" || table === undefined) return { kind: "name", path: `?.${name}` };
  const columns = [...owner.attributes].flatMap(([attributeName, value]) => {
    if (value.kind !== "made" || !/(^|\.)(Column|mapped_column)$/.test(value.path)) return [];
    const isNamed = value.positional[0]?.kind === "text";
    return [isNamed ? value : { ...value, positional: [text(attributeName), ...value.positional] }];
  });
  const keywords = new Map<string, Value>();
  const schema = schemaOf(owner.attributes.get("__table_args__"));
  if (schema !== undefined) keywords.set("schema", schema);
  const metadata: Value = { kind: "name", path: "?.metadata" };
  const positional = [table, metadata, ...columns];
  return { kind: "made", path: "sqlalchemy.Table", of: undefined, positional, keywords, isOpen: false };
}

/** `__table_args__` is a dictionary, or a tuple whose last item is one. */
function schemaOf(settings: Value | undefined): Value | undefined {
  const dictionary = settings?.kind === "list" ? settings.items.at(-1) : settings;
  if (dictionary?.kind !== "dictionary") return undefined;
  return dictionary.entries.find(([key]) => key.kind === "text" && key.value === "schema")?.[1];
}

function item(owner: Value, key: Value): Value {
  if (owner.kind === "list" && key.kind === "number" && !owner.isOpen) {
    return owner.items.at(key.value) ?? unknown("an item beyond the end");
  }
  if (owner.kind === "dictionary") {
    const found = owner.entries.findLast(([name]) => areEqual(name, key) === true);
    if (found !== undefined) return found[1];
  }
  if (owner.kind === "text" && key.kind === "number") return text(owner.value.at(key.value) ?? "");
  return unknown("an item of something that is not known");
}

/** `text[a:b]` and `list[a:b]` with plain numbers. */
function slice(run: Run, owner: Value, brackets: Node[], scope: Scope, evaluate: Evaluate): Value {
  const bounds = [0, 1].map((part) => boundAt(brackets, part));
  const [from, to] = bounds.map((node) => (node === undefined ? undefined : evaluate(run, node, scope)));
  const isPlain = [from, to].every((bound) => bound === undefined || bound.kind === "number");
  const colons = brackets.filter(({ name }) => name === ":").length;
  if (!isPlain || colons !== 1) return unknown("a part of something");
  const [start, end] = [from, to].map((bound) => (bound?.kind === "number" ? bound.value : undefined));
  if (owner.kind === "text") return text(owner.value.slice(start, end));
  if (owner.kind === "list" && !owner.isOpen) return { ...owner, items: owner.items.slice(start, end) };
  return unknown("a part of something that is not known");
}

/** The expression before the colon (0) or after it (1). */
function boundAt(brackets: Node[], part: number): Node | undefined {
  const colon = brackets.findIndex(({ name }) => name === ":");
  const node = part === 0 ? brackets[colon - 1] : brackets[colon + 1];
  return node === undefined || /^[[\]:]$/.test(node.name) ? undefined : node;
}
