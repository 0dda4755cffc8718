import type { CatalogObject } from "../../../shared/catalog.ts";

/** Columns of a row that are not attributes. */
const OWN_COLUMNS = new Set([
  "kind",
  "schema",
  "table_name",
  "name",
  "label",
  "arguments",
  "owner",
  "comment",
  "grants",
]);

/** One row of a catalogue query as an object; undefined where it is no row of ours. */
export function readRow(row: unknown): CatalogObject | undefined {
  if (typeof row !== "object" || row === null) return undefined;
  const cells = new Map<string, unknown>(Object.entries(row));
  const kind = cells.get("kind");
  if (typeof kind !== "string") return undefined;
  const table = textOf(cells.get("table_name"));
  return {
    kind,
    schema: textOf(cells.get("schema")),
    table: table === null ? null : writtenName(table),
    name: nameOf(cells),
    owner: textOf(cells.get("owner")),
    comment: textOf(cells.get("comment")),
    grants: grantsByRole(listOf(cells.get("grants"))),
    attributes: attributesOf(cells),
  };
}

/** `label` is written out by the query; `name` is quoted where it has to be; a function's argument types follow it. */
function nameOf(cells: Map<string, unknown>): string {
  const label = textOf(cells.get("label"));
  if (label !== null) return label;
  const name = writtenName(textOf(cells.get("name")) ?? "");
  const types = cells.get("arguments");
  return typeof types === "string" ? `${name}(${types})` : name;
}

/** A name as people write it: quoted only where it would be read as something else. */
function writtenName(name: string): string {
  return /^[\p{L}\p{N}_$-]+$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function attributesOf(cells: Map<string, unknown>): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, value] of cells) {
    if (OWN_COLUMNS.has(name)) continue;
    const text = Array.isArray(value) ? privilegesText(listOf(value)) : textOf(value);
    if (text !== null) attributes[name] = text;
  }
  return attributes;
}

/** Null, false and the empty text mean "not set". */
function textOf(value: unknown): string | null {
  if (value === true) return "yes";
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** From `+SELECT app` and `-EXECUTE PUBLIC`: `{ app: "SELECT", PUBLIC: "without EXECUTE" }`. */
function grantsByRole(items: string[]): Record<string, string> {
  const roles = new Map<string, { given: string[]; taken: string[] }>();
  for (const item of items) {
    const space = item.indexOf(" ");
    const role = item.slice(space + 1);
    const privilege = item.slice(1, space).replace("*", " with grant option");
    const held = roles.get(role) ?? { given: [], taken: [] };
    (item.startsWith("+") ? held.given : held.taken).push(privilege);
    roles.set(role, held);
  }
  return Object.fromEntries([...roles].sort(byName).map(([role, held]) => [role, privilegeWords(held)]));
}

function byName(a: [string, unknown], b: [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function privilegeWords({ given, taken }: { given: string[]; taken: string[] }): string {
  const words = [given.sort().join(", "), taken.length > 0 ? `without ${taken.sort().join(", ")}` : ""];
  return words.filter((word) => word !== "").join("; ");
}

function privilegesText(items: string[]): string | null {
  const roles = Object.entries(grantsByRole(items));
  return roles.length === 0 ? null : roles.map(([role, privileges]) => `${role}: ${privileges}`).join("; ");
}
