import { bind } from "./bind.ts";
import { evaluateCall } from "./calls.ts";
import { executeIf, executeLoop, executeTry, executeWhile } from "./control.ts";
import { evaluate, evaluateTuple } from "./evaluate.ts";
import { executeImport } from "./imports.ts";
import { executeMatch } from "./match.ts";
import { childrenOf, type Node, statementsOf } from "./parse.ts";
import type { Flow, Frame, Run } from "./run.ts";
import { newScope } from "./scope.ts";
import { listOf, type Scope, text, type Value } from "./values.ts";

/** Goes through statements in order until one leaves. What follows a return that may have been taken is in doubt. */
export function execute(run: Run, statements: Node[], scope: Scope, frame: Frame): Flow {
  for (const statement of statements) {
    if (run.stepsLeft-- < 0) return "return";
    if (frame.doubt !== undefined && !run.conditions.includes(frame.doubt)) run.conditions.push(frame.doubt);
    const flow = executeStatement(run, statement, scope, frame);
    if (flow !== "next") return flow;
  }
  return "next";
}

type Statement = (run: Run, node: Node, scope: Scope, frame: Frame) => Flow;

const STATEMENTS: Record<string, Statement | undefined> = {
  ExpressionStatement: executeExpression,
  AssignStatement: executeAssignment,
  UpdateStatement: executeUpdate,
  ImportStatement: executeImport,
  FunctionDefinition: defineFunction,
  ClassDefinition: defineClass,
  DecoratedStatement: (run, node, scope, frame) =>
    node.lastChild === null ? "next" : executeStatement(run, node.lastChild, scope, frame),
  IfStatement: executeIf,
  ForStatement: executeLoop,
  WhileStatement: executeWhile,
  TryStatement: executeTry,
  WithStatement: executeWith,
  MatchStatement: executeMatch,
  ReturnStatement: (run, node, scope, frame) => {
    frame.returned.push(evaluateTuple(run, childrenOf(node).slice(1), scope));
    return "return";
  },
  YieldStatement: (run, node, scope, frame) => {
    const value = childrenOf(node).slice(1);
    if (value.length > 0) frame.yielded.push(evaluateTuple(run, value, scope));
    return "next";
  },
  RaiseStatement: () => "raise",
  BreakStatement: () => "break",
  ContinueStatement: () => "continue",
};

function executeStatement(run: Run, node: Node, scope: Scope, frame: Frame): Flow {
  return STATEMENTS[node.name]?.(run, node, scope, frame) ?? "next";
}

function executeExpression(run: Run, node: Node, scope: Scope): Flow {
  for (const child of childrenOf(node)) if (child.name !== ",") forItsSake(run, child, scope);
  return "next";
}

/** An expression whose call is made for what it does; `await call()` too. */
function forItsSake(run: Run, node: Node, scope: Scope): Value {
  const inner = node.name === "AwaitExpression" && node.lastChild !== null ? node.lastChild : node;
  if (inner.name !== "CallExpression") return evaluate(run, inner, scope);
  return evaluateCall(run, inner, scope, { isStatement: true, evaluate });
}

/** `a = b = value`, `a, b = values`, `a: type = value`. */
function executeAssignment(run: Run, node: Node, scope: Scope): Flow {
  const parts = childrenOf(node).filter(({ name }) => name !== "TypeDef" && name !== "Comment");
  const ends = parts.flatMap(({ name }, index) => (name === "AssignOp" ? [index] : []));
  const last = ends.at(-1);
  if (last === undefined) return "next";
  const source = parts.slice(last + 1);
  const value = source.length === 1 && source[0] !== undefined ? forItsSake(run, source[0], scope) : undefined;
  const given = value ?? evaluateTuple(run, source, scope);
  ends.forEach((end, index) => {
    bind(run, parts.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end), given, scope);
  });
  return "next";
}

/** `a += value`, as `a = a + value`. */
function executeUpdate(run: Run, node: Node, scope: Scope): Flow {
  const [target, operator, operand] = childrenOf(node);
  if (target === undefined || operator === undefined || operand === undefined) return "next";
  const value = evaluate(run, operand, scope);
  const before = evaluate(run, target, scope);
  const isSum = run.file.text.slice(operator.from, operator.to) === "+=";
  const after = isSum ? sum(before, value) : undefined;
  bind(run, [target], after ?? { kind: "unknown", reason: "it is changed in place" }, scope);
  return "next";
}

function sum(left: Value, right: Value): Value | undefined {
  if (left.kind === "text" && right.kind === "text") return text(left.value + right.value);
  if (left.kind === "number" && right.kind === "number") return { kind: "number", value: left.value + right.value };
  if (left.kind !== "list" || right.kind !== "list") return undefined;
  return listOf([...left.items, ...right.items], { isOpen: left.isOpen || right.isOpen, depth: left.depth });
}

function defineFunction(run: Run, node: Node, scope: Scope): Flow {
  const name = childrenOf(node).find((child) => child.name === "VariableName");
  if (name === undefined) return "next";
  const spelling = run.file.text.slice(name.from, name.to);
  scope.names.set(spelling, { kind: "function", name: spelling, node, scope });
  return "next";
}

function defineClass(run: Run, node: Node, scope: Scope, frame: Frame): Flow {
  const children = childrenOf(node);
  const name = children.find((child) => child.name === "VariableName");
  const body = children.find((child) => child.name === "Body");
  if (name === undefined || body === undefined) return "next";
  const inner = newScope(scope);
  execute(run, statementsOf(body), inner, frame);
  const spelling = run.file.text.slice(name.from, name.to);
  const list = children.find((child) => child.name === "ArgList");
  const bases = list === undefined ? [] : childrenOf(list).filter((child) => child.name === "VariableName");
  const attributes = inner.names;
  scope.names.set(spelling, {
    kind: "class",
    name: spelling,
    bases: bases.map((base) => evaluate(run, base, scope)),
    attributes,
  });
  return "next";
}

/** The body runs as a matter of course; the names after `as` stand for what was called. */
function executeWith(run: Run, node: Node, scope: Scope, frame: Frame): Flow {
  let last: Value | undefined;
  let isName = false;
  for (const child of childrenOf(node)) {
    if (child.name === "Body") return execute(run, statementsOf(child), scope, frame);
    if (child.name === "as") isName = true;
    else if (isName) {
      bind(run, [child], last ?? { kind: "unknown", reason: "a context" }, scope);
      isName = false;
    } else if (!/^(with|async|,|\(|\))$|^Comment$/.test(child.name) && !child.type.isError) {
      last = forItsSake(run, child, scope);
    }
  }
  return "next";
}
