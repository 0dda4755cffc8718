import { bind } from "./bind.ts";
import { loopItems } from "./loop-items.ts";
import type { Evaluate } from "./operators.ts";
import { childrenOf, type Node } from "./parse.ts";
import type { Run } from "./run.ts";
import { newScope } from "./scope.ts";
import { type List, listOf, type Scope, truth, unknown, type Value } from "./values.ts";

/** `[item for target in list if condition]` with any number of `for` and `if`. */
export function comprehension(run: Run, node: Node, scope: Scope, evaluate: Evaluate): Value {
  const children = childrenOf(node).filter(({ name }) => !/^[[\](){}]$|^Comment$|^async$/.test(name));
  const [item, ...clauses] = children;
  if (item === undefined) return unknown("an empty comprehension");
  return comprehendNodes(run, item, clauses, newScope(scope), evaluate);
}

/** The same from its parts: `clauses` begins with `for`. */
export function comprehendNodes(run: Run, item: Node, clauses: Node[], inner: Scope, evaluate: Evaluate): Value {
  const result = listOf([], { depth: run.conditions.length });
  walk({ run, item, inner, evaluate, result }, clauses);
  return result;
}

type Walk = { run: Run; item: Node; inner: Scope; evaluate: Evaluate; result: List };

function walk(parts: Walk, clauses: Node[]): void {
  const [keyword] = clauses;
  if (keyword === undefined) parts.result.items.push(parts.evaluate(parts.run, parts.item, parts.inner));
  else if (keyword.name === "if") filter(parts, clauses);
  else repeat(parts, clauses);
}

function filter(parts: Walk, clauses: Node[]): void {
  const condition = clauses[1];
  const isTrue = condition === undefined ? undefined : truth(parts.evaluate(parts.run, condition, parts.inner));
  if (isTrue === undefined) parts.result.isOpen = true;
  if (isTrue !== false) walk(parts, clauses.slice(2));
}

function repeat(parts: Walk, clauses: Node[]): void {
  const { run, inner, evaluate, result } = parts;
  const end = clauses.findIndex(({ name }) => name === "in");
  const source = clauses[end + 1];
  const { items, isOpen } =
    end < 0 || source === undefined ? { items: [], isOpen: true } : loopItems(evaluate(run, source, inner));
  result.isOpen ||= isOpen;
  for (const each of items) {
    if (run.stepsLeft < 0) {
      result.isOpen = true;
      return;
    }
    bind(run, clauses.slice(1, end), each, inner);
    walk(parts, clauses.slice(end + 2));
  }
}
