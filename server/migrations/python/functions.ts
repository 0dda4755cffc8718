import { bind } from "./bind.ts";
import type { Given } from "./calls.ts";
import type { Evaluate } from "./operators.ts";
import { childrenOf, type Node, statementsOf } from "./parse.ts";
import { deeper, type Frame, type Run } from "./run.ts";
import { newScope } from "./scope.ts";
import { listOf, NONE, type Scope, unknown, type Value } from "./values.ts";

type Callable = Value & { kind: "function" };

/** Goes through a function of the file with these arguments, and gives what it returns. */
export function callFunction(run: Run, callee: Callable, given: Given, evaluate: Evaluate): Value {
  return deeper(run, callee.node, () => {
    const scope = newScope(callee.scope);
    bindParameters(run, callee, given, scope, evaluate);
    if (callee.node.name === "LambdaExpression") {
      const body = callee.node.lastChild;
      return body === null ? NONE : evaluate(run, body, scope);
    }
    const depth = run.conditions.length;
    const frame: Frame = { returned: [], yielded: [], doubt: undefined };
    const flow = run.execute(statementsOf(bodyOf(callee.node)), scope, frame);
    run.conditions.length = depth;
    return resultOf(frame, flow === "return" || flow === "raise");
  });
}

/** How many arguments a function cannot do without. */
export function requiredParameters(run: Run, node: Node): number {
  return parametersOf(run, node).filter(({ fallback, star }) => fallback === undefined && star === "").length;
}

function resultOf(frame: Frame, isLeft: boolean): Value {
  if (frame.yielded.length > 0) return listOf(frame.yielded, { isOpen: frame.doubt !== undefined });
  const [first, ...others] = frame.returned;
  if (first === undefined) return NONE;
  if (others.length > 0 || !isLeft || frame.doubt !== undefined)
    return unknown("what it returns depends on a condition");
  return first;
}

type Parameter = { name: Node; fallback: Node | undefined; star: string };

function bindParameters(run: Run, callee: Callable, given: Given, scope: Scope, evaluate: Evaluate): void {
  let next = 0;
  let isKeywordOnly = false;
  for (const { name, fallback, star } of parametersOf(run, callee.node)) {
    const spelling = run.file.text.slice(name.from, name.to);
    if (star === "**") bind(run, [name], restOf(given), scope);
    else if (star === "*") {
      bind(run, [name], listOf(given.positional.slice(next), { isOpen: given.isOpen }), scope);
      isKeywordOnly = true;
    } else {
      const positional = isKeywordOnly ? undefined : given.positional[next++];
      const value = positional ?? given.keywords.get(spelling);
      bind(run, [name], value ?? fallbackOf(run, fallback, given, callee.scope, evaluate), scope);
    }
  }
}

function fallbackOf(run: Run, fallback: Node | undefined, given: Given, scope: Scope, evaluate: Evaluate): Value {
  if (given.isOpen || fallback === undefined) return unknown("an argument that is not known");
  return evaluate(run, fallback, scope);
}

function restOf(given: Given): Value {
  const entries = [...given.keywords].map(([key, value]): [Value, Value] => [{ kind: "text", value: key }, value]);
  return { kind: "dictionary", entries, isOpen: given.isOpen, depth: 0 };
}

function parametersOf(run: Run, node: Node): Parameter[] {
  const list = childrenOf(node).find(({ name }) => name === "ParamList");
  if (list === undefined) return [];
  const parts = childrenOf(list).filter(({ name }) => !/^TypeDef$|^Comment$/.test(name));
  const parameters: Parameter[] = [];
  parts.forEach((part, index) => {
    const before = parts[index - 1];
    if (part.name !== "VariableName" || before?.name === "AssignOp") return;
    const isGiven = parts[index + 1]?.name === "AssignOp";
    const star = before?.name === "*" || before?.name === "**" ? before.name : "";
    parameters.push({ name: part, fallback: isGiven ? parts[index + 2] : undefined, star });
  });
  const first = parameters[0]?.name;
  const isMethod = first !== undefined && /^(self|cls)$/.test(run.file.text.slice(first.from, first.to));
  return isMethod ? parameters.slice(1) : parameters;
}

function bodyOf(node: Node): Node {
  return childrenOf(node).find(({ name }) => name === "Body") ?? node;
}
