import type { CatalogObject } from "../../../shared/catalog.ts";

/** Longest text of a definition, and of a table with its columns, in characters. */
const MAX_LENGTH = 300;
const MAX_LENGTH_WITH_COLUMNS = 4000;
/** How much is shown before the first difference of two long texts. */
const LEAD = 60;

/** Attributes that speak for themselves; the others are told with their name. */
const SELF_EXPLAINING = new Set(["type", "definition", "query", "values", "fields", "body", "sql body", "generated"]);
/** How the lack of some attributes is said. */
const ABSENT: Record<string, string> = {
  "clustered on": "not clustered",
  cost: "usual cost",
  fires: "fires as usual",
  inherits: "inherits nothing",
  "not null": "nullable",
  "owned by": "owned by no column",
  parallel: "parallel unsafe",
  "partition of": "not a partition",
  storage: "usual storage",
  volatility: "volatile",
};
/** Said only where it differs: nobody asks for it when the object is new. */
const QUIET = new Set(["of partition"]);

/** An object in a line: `bigint not null, default 0`. Tables tell their columns. */
export function describe(object: CatalogObject, columns: CatalogObject[]): string {
  const names = Object.keys(object.attributes).filter((name) => !QUIET.has(name));
  const own = describeAttributes(object, names);
  if (columns.length === 0) return cut(own === "" ? object.kind : own, MAX_LENGTH);
  const list = columns.map((column) => `${column.name} ${describe(column, [])}`).join("; ");
  return cut(`${object.kind} (${list})${own === "" ? "" : `, ${oneLine(own)}`}`, MAX_LENGTH_WITH_COLUMNS);
}

/** The named attributes in words; what is not set is said too, where `other` has it. */
export function describeAttributes(object: CatalogObject, names: string[], other?: CatalogObject): string {
  return names.map((name) => attributeWords(name, object.attributes[name], other?.attributes[name])).join(", ");
}

function attributeWords(name: string, value: string | undefined, other: string | undefined): string {
  if (value === undefined) return ABSENT[name] ?? (other === "yes" ? `not ${name}` : `no ${name}`);
  if (value === "yes") return name;
  const text = oneLine(value).replace(/;$/, "");
  return SELF_EXPLAINING.has(name) ? text : `${name} ${text}`;
}

/** The privileges that differ from the other side's, a role after the other; null where there are none. */
export function describeGrants(grants: Record<string, string>, others: Record<string, string>): string | null {
  const roles = [...new Set([...Object.keys(grants), ...Object.keys(others)])].sort();
  const different = roles.filter((role) => grants[role] !== others[role]);
  const held = different.filter((role) => grants[role] !== undefined);
  if (held.length === 0) return null;
  return held.map((role) => `${role}: ${grants[role]}`).join("; ");
}

/** Two different texts, cut so that both show where they part. */
export function excerpts(from: string, to: string): [string, string] {
  if (Math.max(from.length, to.length) <= MAX_LENGTH) return [from, to];
  const start = Math.max(0, firstDifference(from, to) - LEAD);
  return [excerpt(from, start), excerpt(to, start)];
}

function excerpt(text: string, start: number): string {
  return start === 0 ? cut(text, MAX_LENGTH) : `…${cut(text.slice(start), MAX_LENGTH)}`;
}

function firstDifference(from: string, to: string): number {
  let index = 0;
  while (index < from.length && from[index] === to[index]) index++;
  return index;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
