import type { Node } from "./sql-tree.ts";

const ENDS_FROM = new Set([
  "TABLESAMPLE",
  "WHERE",
  "GROUP",
  "HAVING",
  "WINDOW",
  "ORDER",
  "LIMIT",
  "OFFSET",
  "FETCH",
  "FOR",
  ";",
]);
const SET_OPERATIONS = new Set(["UNION", "EXCEPT", "INTERSECT"]);

/**
 * A view's query without the name of its one relation before columns: `SELECT t.a FROM public.t` becomes
 * `SELECT a FROM public.t`, as PostgreSQL prints it from 16 on. A query over several relations is left as it is.
 */
export function withoutSolePrefix(nodes: Node[]): Node[] {
  const from = nodes.indexOf("FROM");
  if (from === -1 || nodes.some((node) => typeof node === "string" && SET_OPERATIONS.has(node))) return nodes;
  const rest = nodes.slice(from + 1);
  const end = rest.findIndex((node) => typeof node === "string" && ENDS_FROM.has(node));
  const source = end === -1 ? rest : rest.slice(0, end);
  if (source.includes(",") || source.includes("JOIN")) return nodes;
  const name = nameOf(source);
  return name === undefined ? nodes : withoutPrefix(nodes, name);
}

/** The alias, or the relation's own name: the last word that is no bracket. */
function nameOf(source: Node[]): string | undefined {
  return source.findLast((node) => typeof node === "string");
}

function withoutPrefix(nodes: Node[], name: string): Node[] {
  const kept: Node[] = [];
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index];
    if (node === undefined) continue;
    if (typeof node !== "string") kept.push({ open: node.open, inside: withoutPrefix(node.inside, name) });
    else if (node === name && nodes[index + 1] === "." && nodes[index - 1] !== ".") index++;
    else kept.push(node);
  }
  return kept;
}
