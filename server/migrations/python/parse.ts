import { parser } from "@lezer/python";
import { firstPlace } from "../../../shared/first-place.ts";

/** A node of Python's syntax tree. */
export type Node = ReturnType<typeof parser.parse>["topNode"];

/** A Python file as a tree. Nothing of it is run. */
export type PythonFile = {
  text: string;
  top: Node;
  /** The first place that is no Python; undefined where all of it is. Lines count from 1. */
  fault: { line: number; message: string } | undefined;
  lineOf: (offset: number) => number;
};

/** The tree of a Python text, and where it stops being Python. */
export function parsePython(text: string): PythonFile {
  const top = parser.parse(text).topNode;
  const lineOf = lineFinder(text);
  const fault = firstFault(top, text);
  return {
    text,
    top,
    lineOf,
    fault: fault === undefined ? undefined : { line: lineOf(fault.at), message: fault.message },
  };
}

/** The children of a node, in order. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** The statements of a file or of an indented body; several in one line are taken apart. */
export function statementsOf(body: Node): Node[] {
  return childrenOf(body).flatMap((child) => {
    if (child.name === "StatementGroup") return childrenOf(child).filter((one) => one.name !== ";");
    return child.name === ":" || child.name === "Comment" ? [] : [child];
  });
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => firstPlace(starts.length, (line) => (starts[line] ?? 0) > offset);
}

type Fault = { at: number; message: string };

function firstFault(top: Node, text: string): Fault | undefined {
  let fault: Fault | undefined;
  top.cursor().iterate((ref) => {
    if (fault !== undefined) return false;
    fault = faultOf(ref.node, text);
    return true;
  });
  return fault;
}

function faultOf(node: Node, text: string): Fault | undefined {
  if (node.type.isError) return isGrammarGap(node, text) ? undefined : { at: placeOf(node), message: "invalid syntax" };
  if (node.name === "PrintStatement" || node.name === "ExecStatement") {
    return { at: node.from, message: "a statement of Python 2" };
  }
  if (node.name === "Script" || node.name === "Body") return unevenIndent(node, text);
  return undefined;
}

/** What Python allows and the grammar does not know: `yield` alone, `24.`, `case X():`, a with in parentheses. */
function isGrammarGap(node: Node, text: string): boolean {
  const parent = node.parent;
  if (parent === null) return false;
  if (/^Yield/.test(parent.name) || /^PatternArgList$|^LiteralPattern$/.test(parent.name)) return true;
  if (parent.name === "MemberExpression") return /^\d[\d_]*\.\s*$/.test(text.slice(parent.from, node.from));
  for (let above: Node | null = parent; above !== null && above.name !== "Body"; above = above.parent) {
    if (above.name === "WithStatement") return /^(async\s+)?with\s*\(/.test(text.slice(above.from, above.from + 40));
  }
  return false;
}

/** An error without extent stands where the next thing was expected: after what was read before it. */
function placeOf(node: Node): number {
  if (node.to > node.from) return node.from;
  return node.prevSibling?.to ?? node.parent?.from ?? node.from;
}

/** The parser takes any indent that is no dedent; Python wants the statements of a block below each other. */
function unevenIndent(body: Node, text: string): Fault | undefined {
  let first: string | undefined;
  for (let child = body.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === ":" || child.name === "Comment" || child.type.isError) continue;
    const indent = text.slice(text.lastIndexOf("\n", child.from - 1) + 1, child.from);
    if (!/^\s*$/.test(indent)) continue;
    first ??= body.name === "Script" ? "" : indent;
    if (indent.replace(/^\uFEFF|\f/g, "") !== first) return { at: child.from, message: "unexpected indent" };
  }
  return undefined;
}
