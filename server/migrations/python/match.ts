import { evaluate } from "./evaluate.ts";
import { childrenOf, type Node, statementsOf } from "./parse.ts";
import { type Flow, type Frame, type Run, under } from "./run.ts";
import { areEqual, type Scope, type Value } from "./values.ts";

/**
 * `match value: case "a": …` where value and cases are constants: the case that fits. From the first that cannot be told on, each
 * may be the one.
 */
export function executeMatch(run: Run, node: Node, scope: Scope, frame: Frame): Flow {
  const [, subject] = childrenOf(node);
  const value = subject === undefined ? undefined : evaluate(run, subject, scope);
  const clauses = childrenOf(node)
    .flatMap(childrenOf)
    .filter(({ name }) => name === "MatchClause");
  let isOpen = false;
  for (const clause of clauses) {
    const parts = childrenOf(clause);
    const body = parts.find(({ name }) => name === "Body");
    const fit = value === undefined ? undefined : fits(run, parts, value, scope);
    if (body === undefined || fit === false) continue;
    if (fit === true && !isOpen) return run.execute(statementsOf(body), scope, frame);
    isOpen = true;
    under(run, "one case of a match", () => run.execute(statementsOf(body), scope, frame));
    if (fit === true) return "next";
  }
  return "next";
}

/** Whether a clause fits the value; undefined where that cannot be told. */
function fits(run: Run, parts: Node[], value: Value, scope: Scope): boolean | undefined {
  const [, pattern] = parts;
  const fit = pattern === undefined ? undefined : fitsPattern(run, pattern, value, scope);
  const hasGuard = parts.some(({ name }) => name === "Guard");
  return hasGuard && fit === true ? undefined : fit;
}

function fitsPattern(run: Run, pattern: Node, value: Value, scope: Scope): boolean | undefined {
  if (pattern.name === "LiteralPattern") {
    const [literal] = childrenOf(pattern);
    return literal === undefined ? undefined : areEqual(value, evaluate(run, literal, scope));
  }
  if (pattern.name === "OrPattern") {
    const each = childrenOf(pattern)
      .filter(({ name }) => name !== "LogicOp")
      .map((one) => fitsPattern(run, one, value, scope));
    return each.includes(true) ? true : each.every((one) => one === false) ? false : undefined;
  }
  const isWildcard = run.file.text.slice(pattern.from, pattern.to) === "_";
  return isWildcard ? true : undefined;
}
