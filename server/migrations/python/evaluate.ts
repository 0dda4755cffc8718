import { attributeOf } from "./attributes.ts";
import { evaluateCall } from "./calls.ts";
import { comprehension } from "./comprehension.ts";
import { numberValue, stringValue } from "./literals.ts";
import { binary, unary } from "./operators.ts";
import { childrenOf, type Node } from "./parse.ts";
import { deeper, type Run, sourceOf } from "./run.ts";
import { lookUp } from "./scope.ts";
import { formatString } from "./text.ts";
import { boolean, listOf, MAX_ITEMS, NONE, number, type Scope, text, truth, unknown, type Value } from "./values.ts";

/** What an expression is, as far as it can be known. Never throws, never runs anything of the file outside this reading. */
export function evaluate(run: Run, node: Node, scope: Scope): Value {
  return deeper(run, node, () => EXPRESSIONS[node.name]?.(run, node, scope) ?? unknown(`"${sourceOf(run, node)}"`));
}

/** Several expressions between commas: one value, or a tuple. `nodes` holds the commas too. */
export function evaluateTuple(run: Run, nodes: Node[], scope: Scope): Value {
  const only = nodes[0];
  if (only !== undefined && nodes.length === 1) return evaluate(run, only, scope);
  return sequence(run, nodes, scope, true);
}

type Expression = (run: Run, node: Node, scope: Scope) => Value;

const EXPRESSIONS: Record<string, Expression | undefined> = {
  None: () => NONE,
  Boolean: (run, node) => boolean(run.file.text.slice(node.from, node.to) === "True"),
  Number: (run, node) => {
    const value = numberValue(run.file.text.slice(node.from, node.to));
    return value === undefined ? unknown("a number") : number(value);
  },
  String: (run, node) => text(stringValue(run.file.text.slice(node.from, node.to))),
  FormatString: (run, node, scope) => formatString(run, node, scope, evaluate),
  ContinuedString: (run, node, scope) =>
    text(
      childrenOf(node)
        .map((part) => evaluate(run, part, scope))
        .map((part) => (part.kind === "text" ? part.value : ""))
        .join(""),
    ),
  VariableName: (run, node, scope) => lookUp(scope, run.file.text.slice(node.from, node.to)),
  ParenthesizedExpression: (run, node, scope) => {
    const inner = childrenOf(node)[1];
    return inner === undefined ? unknown("nothing") : evaluate(run, inner, scope);
  },
  ArrayExpression: (run, node, scope) => sequence(run, childrenOf(node), scope, false),
  SetExpression: (run, node, scope) => sequence(run, childrenOf(node), scope, false),
  TupleExpression: (run, node, scope) => sequence(run, childrenOf(node), scope, true),
  DictionaryExpression: dictionary,
  BinaryExpression: (run, node, scope) => binary(run, node, scope, evaluate),
  UnaryExpression: (run, node, scope) => unary(run, node, scope, evaluate),
  ConditionalExpression: conditional,
  MemberExpression: (run, node, scope) => attributeOf(run, node, scope, evaluate),
  CallExpression: (run, node, scope) => evaluateCall(run, node, scope, { isStatement: false, evaluate }),
  AwaitExpression: (run, node, scope) => last(run, node, scope),
  NamedExpression: (run, node, scope) => {
    const value = last(run, node, scope);
    const name = node.firstChild;
    if (name !== null) scope.names.set(run.file.text.slice(name.from, name.to), value);
    return value;
  },
  LambdaExpression: (_run, node, scope) => ({ kind: "function", name: "lambda", node, scope }),
  ArrayComprehensionExpression: (run, node, scope) => comprehension(run, node, scope, evaluate),
  SetComprehensionExpression: (run, node, scope) => comprehension(run, node, scope, evaluate),
  ComprehensionExpression: (run, node, scope) => comprehension(run, node, scope, evaluate),
};

function last(run: Run, node: Node, scope: Scope): Value {
  return node.lastChild === null ? unknown("nothing") : evaluate(run, node.lastChild, scope);
}

/** Items between commas and brackets, `*spread` included. */
function sequence(run: Run, nodes: Node[], scope: Scope, isFixed: boolean): Value {
  const list = listOf([], { isFixed, depth: run.conditions.length });
  nodes.forEach((node, index) => {
    if (/^[[\](){},*]$/.test(node.name) || node.name === "Comment") return;
    const value = evaluate(run, node, scope);
    if (list.items.length > MAX_ITEMS) list.isOpen = true;
    else if (nodes[index - 1]?.name !== "*") list.items.push(value);
    else if (value.kind === "list") {
      for (const item of value.items) list.items.push(item);
      list.isOpen ||= value.isOpen;
    } else list.isOpen = true;
  });
  return list;
}

function dictionary(run: Run, node: Node, scope: Scope): Value {
  const children = childrenOf(node).filter(({ name }) => name !== "Comment");
  const result: Value = { kind: "dictionary", entries: [], isOpen: false, depth: run.conditions.length };
  children.forEach((child, index) => {
    const [before, after] = [children[index - 1], children[index + 1]];
    if (child.name === ":" && before !== undefined && after !== undefined) {
      result.entries.push([evaluate(run, before, scope), evaluate(run, after, scope)]);
    } else if (child.name === "**" && after !== undefined) {
      const more = evaluate(run, after, scope);
      const isTooLong = result.entries.length > MAX_ITEMS;
      if (more.kind === "dictionary" && !isTooLong) for (const entry of more.entries) result.entries.push(entry);
      if (more.kind !== "dictionary" || more.isOpen || isTooLong) result.isOpen = true;
    }
  });
  return result;
}

function conditional(run: Run, node: Node, scope: Scope): Value {
  const [yes, , condition, , no] = childrenOf(node);
  if (yes === undefined || condition === undefined || no === undefined) return unknown("an unfinished condition");
  const isTrue = truth(evaluate(run, condition, scope));
  if (isTrue !== undefined) return evaluate(run, isTrue ? yes : no, scope);
  return unknown(`it depends on "${sourceOf(run, condition)}"`);
}
