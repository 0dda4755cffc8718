import { withoutSolePrefix } from "./sole-prefix.ts";
import { type Node, parse, print, tokenize } from "./sql-tree.ts";

/**
 * SQL text as PostgreSQL prints it, in one spelling. The server keeps parsed expressions and prints them anew, and a
 * print that is loaded again can be printed otherwise although it means the same:
 * - `(a >= 1 AND a <= 5) AND b` comes back as `a >= 1 AND a <= 5 AND b` (BETWEEN beside another condition);
 * - `(ARRAY['x'::character varying])::text[]` comes back as `ARRAY[('x'::character varying)::text]` (IN on varchar).
 * Both spellings of a pair become the same text here; texts that mean different things stay different.
 */
export function canonicalSql(text: string, spelling: "as printed" | "without sole prefix" = "as printed"): string {
  const nodes = parse(tokenize(text));
  return print(canonicalList(spelling === "as printed" ? nodes : withoutSolePrefix(nodes)));
}

function canonicalList(nodes: Node[]): Node[] {
  const inner = nodes.map((node) =>
    typeof node === "string" ? node : { open: node.open, inside: canonicalList(node.inside) },
  );
  return flatten(withoutTextCasts(castElements(withoutNeedlessBrackets(inner))));
}

/** `((x))` is `(x)`, and `(x)` is `x` for one token, unless a function or keyword takes what is between the brackets. */
function withoutNeedlessBrackets(nodes: Node[]): Node[] {
  return nodes.map((node, index) => {
    if (typeof node === "string" || node.open !== "(" || node.inside.length !== 1) return node;
    const [only] = node.inside;
    if (only === undefined) return node;
    if (typeof only !== "string") return only.open === "(" ? only : node;
    return takesBrackets(nodes[index - 1]) || !isOperand(only) ? node : only;
  });
}

const BEFORE_OPERAND = new Set(["and", "or", "not", "when", "then", "else", "case", "where", "on", "select", "check"]);

function takesBrackets(before: Node | undefined): boolean {
  if (before === undefined) return false;
  if (typeof before !== "string") return true;
  return isOperand(before) && !BEFORE_OPERAND.has(before.toLowerCase());
}

function isOperand(token: string): boolean {
  return /^['"\p{L}\p{N}_]/u.test(token);
}

/** `(ARRAY[a, b])::text[]` becomes `ARRAY[(a)::text, (b)::text]`. */
function castElements(nodes: Node[]): Node[] {
  const list: Node[] = [];
  for (let index = 0; index < nodes.length; index++) {
    const elements = arrayElements(nodes[index]);
    const type = elements === undefined ? undefined : arrayTypeAt(nodes, index + 1);
    if (elements === undefined || type === undefined) {
      list.push(nodes[index] ?? "");
      continue;
    }
    const cast = elements.map((element): Node[] => withoutTextCasts([asOperand(element), "::", ...type.name]));
    list.push("ARRAY", { open: "[", inside: join(cast) });
    index = type.end;
  }
  return list;
}

/** The elements of `(ARRAY[…])`, each a list of nodes. */
function arrayElements(node: Node | undefined): Node[][] | undefined {
  if (node === undefined || typeof node === "string" || node.open !== "(" || node.inside.length !== 2) return undefined;
  const [word, list] = node.inside;
  if (word !== "ARRAY" || list === undefined || typeof list === "string" || list.open !== "[") return undefined;
  return split(list.inside);
}

/** `:: name []` from `start`: the element's type, and where it ends. */
function arrayTypeAt(nodes: Node[], start: number): { name: Node[]; end: number } | undefined {
  if (nodes[start] !== "::") return undefined;
  for (let index = start + 1; index < nodes.length; index++) {
    const node = nodes[index];
    if (node === undefined) return undefined;
    if (typeof node !== "string" && node.open === "[") {
      return node.inside.length === 0 ? { name: nodes.slice(start + 1, index), end: index } : undefined;
    }
    if (typeof node === "string" && !/^[\p{L}_".]/u.test(node)) return undefined;
  }
  return undefined;
}

function asOperand(nodes: Node[]): Node {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { open: "(", inside: nodes };
}

function split(nodes: Node[]): Node[][] {
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (node === ",") parts.push([]);
    else parts[parts.length - 1]?.push(node);
  }
  return nodes.length === 0 ? [] : parts;
}

function join(parts: Node[][]): Node[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [",", ...part]));
}

/** `('x'::character varying)::text` becomes `'x'::text`: both are the same text. */
function withoutTextCasts(nodes: Node[]): Node[] {
  return nodes.map((node, index) => {
    if (typeof node === "string" || node.open !== "(" || nodes[index + 1] !== "::" || nodes[index + 2] !== "text") {
      return node;
    }
    const [literal, colons, first, second] = node.inside;
    const isVarchar = node.inside.length === 4 && colons === "::" && first === "character" && second === "varying";
    return isVarchar && typeof literal === "string" && literal.startsWith("'") ? literal : node;
  });
}

/** `(a AND b) AND c` becomes `a AND b AND c`, and the same for OR. */
function flatten(nodes: Node[]): Node[] {
  const word = connector(nodes);
  if (word === undefined) return nodes;
  return nodes.flatMap((node, index) => {
    const isWhole = isEdge(nodes[index - 1], word) && isEdge(nodes[index + 1], word);
    const isNested = typeof node !== "string" && node.open === "(" && connector(node.inside) === word;
    return isWhole && isNested && typeof node !== "string" ? node.inside : [node];
  });
}

function isEdge(node: Node | undefined, word: string): boolean {
  return node === undefined || node === word;
}

/** AND or OR where the list is joined by one of them alone; statements and CASE are left as they are. */
function connector(nodes: Node[]): "AND" | "OR" | undefined {
  if (nodes.some((node) => node === "SELECT" || node === "WHEN" || node === ",")) return undefined;
  const hasAnd = nodes.includes("AND");
  const hasOr = nodes.includes("OR");
  if (hasAnd === hasOr) return undefined;
  return hasAnd ? "AND" : "OR";
}
