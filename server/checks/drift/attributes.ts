import type { CatalogObject } from "../../../shared/catalog.ts";
import { canonicalSql } from "./expression.ts";
import type { Versions } from "./versions.ts";

/** Attributes that hold SQL as the server prints it, where one meaning can have several spellings. */
const SQL_TEXT = new Set([
  "definition",
  "default",
  "generated",
  "parameters",
  "partition of",
  "partitioned by",
  "query",
  "sql body",
  "tables",
  "using",
  "with check",
]);

/** Said about an object for this comparison's own use. */
const UNCOMPARED = new Set(["of partition"]);

/** The names of the attributes that mean different things on the two sides. */
export function attributeDifferences(object: CatalogObject, other: CatalogObject, versions: Versions): string[] {
  const names = new Set([...Object.keys(object.attributes), ...Object.keys(other.attributes)]);
  return [...names].filter((name) => {
    const from = object.attributes[name];
    const to = other.attributes[name];
    if (from === to || UNCOMPARED.has(name)) return false;
    if (from === undefined || to === undefined) return true;
    return meaning(object.kind, name, from, versions) !== meaning(object.kind, name, to, versions);
  });
}

function meaning(kind: string, name: string, text: string, versions: Versions): string {
  if (name === "body") return withoutLineEnds(text);
  if (!SQL_TEXT.has(name)) return text;
  return canonicalSql(text, name === "query" && kind.endsWith("view") ? versions.viewSpelling : "as printed");
}

/** Blanks at the ends of lines, and the carriage returns that Windows editors leave, change nothing in a function. */
function withoutLineEnds(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
