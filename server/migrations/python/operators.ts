import { compareTexts } from "../../../shared/compare-texts.ts";
import { childrenOf, type Node } from "./parse.ts";
import { type Run, sourceOf } from "./run.ts";
import { percentFormat } from "./text.ts";
import {
  areEqual,
  boolean,
  HOLE,
  listOf,
  number,
  type Scope,
  text,
  truth,
  unknown,
  type Value,
  wholeText,
} from "./values.ts";

export type Evaluate = (run: Run, node: Node, scope: Scope) => Value;

/** No text of a migration is longer; what would be is not known. */
const MAX_TEXT_CHARACTERS = 1_000_000;

/** `left operator right`. `and` and `or` leave their right side alone where the left one decides. */
export function binary(run: Run, node: Node, scope: Scope, evaluate: Evaluate): Value {
  const children = childrenOf(node).filter(({ name }) => name !== "Comment");
  const [first, second] = [children[0], children.at(-1)];
  if (first === undefined || second === undefined || children.length < 3) return unknown("an unfinished expression");
  const operator = children
    .slice(1, -1)
    .map(({ from, to }) => run.file.text.slice(from, to))
    .join(" ");
  const left = evaluate(run, first, scope);
  if (operator === "and" || operator === "or") {
    const isTrue = truth(left);
    if (isTrue === (operator === "or")) return left;
    const right = evaluate(run, second, scope);
    if (isTrue !== undefined) return right;
    // Unknown and False is False, unknown or True is True.
    return truth(right) === (operator === "or") ? boolean(operator === "or") : unknown(`"${sourceOf(run, node)}"`);
  }
  const right = evaluate(run, second, scope);
  return OPERATORS[operator]?.(left, right) ?? unknown(`"${sourceOf(run, node)}"`);
}

export function unary(run: Run, node: Node, scope: Scope, evaluate: Evaluate): Value {
  const [operator, operand] = [node.firstChild, node.lastChild];
  if (operator === null || operand === null) return unknown("an unfinished expression");
  const value = evaluate(run, operand, scope);
  if (operator.name === "not") {
    const isTrue = truth(value);
    return isTrue === undefined ? unknown(`"${sourceOf(run, node)}"`) : boolean(!isTrue);
  }
  const sign = run.file.text.slice(operator.from, operator.to);
  return value.kind === "number" && sign === "-" ? number(-value.value) : value;
}

/** What an operator gives; undefined where it is not known. */
const OPERATORS: Record<string, ((left: Value, right: Value) => Value | undefined) | undefined> = {
  "==": (left, right) => maybe(areEqual(left, right)),
  "!=": (left, right) => not(areEqual(left, right)),
  is: (left, right) => maybe(areEqual(left, right)),
  "is not": (left, right) => not(areEqual(left, right)),
  in: (left, right) => maybe(isIn(left, right)),
  "not in": (left, right) => not(isIn(left, right)),
  "<": (left, right) => compare(left, right, (order) => order < 0),
  ">": (left, right) => compare(left, right, (order) => order > 0),
  "<=": (left, right) => compare(left, right, (order) => order <= 0),
  ">=": (left, right) => compare(left, right, (order) => order >= 0),
  "+": add,
  "-": (left, right) => arithmetic(left, right, (a, b) => a - b),
  "*": (left, right) => (left.kind === "text" || right.kind === "text" ? repeat(left, right) : times(left, right)),
  "%": (left, right) =>
    left.kind === "text" ? percentFormat(left, right) : arithmetic(left, right, (a, b) => a - b * Math.floor(a / b)),
  "|": (left, right) =>
    left.kind === "list" && right.kind === "list" ? joined(left.items, right.items, left, right) : undefined,
};

function maybe(value: boolean | undefined): Value | undefined {
  return value === undefined ? undefined : boolean(value);
}

function not(value: boolean | undefined): Value | undefined {
  return value === undefined ? undefined : boolean(!value);
}

function isIn(item: Value, container: Value): boolean | undefined {
  if (container.kind === "text") {
    const [part, whole] = [wholeText(item), wholeText(container)];
    return part === undefined || whole === undefined ? undefined : whole.includes(part);
  }
  const members =
    container.kind === "list"
      ? container.items
      : container.kind === "dictionary"
        ? container.entries.map(([key]) => key)
        : undefined;
  if (members === undefined) return undefined;
  const equal = members.map((member) => areEqual(item, member));
  if (equal.includes(true)) return true;
  const isOpen = "isOpen" in container && container.isOpen;
  return equal.includes(undefined) || isOpen ? undefined : false;
}

function compare(left: Value, right: Value, holds: (order: number) => boolean): Value | undefined {
  if (left.kind === "number" && right.kind === "number") return boolean(holds(left.value - right.value));
  const [a, b] = [wholeText(left), wholeText(right)];
  if (a === undefined || b === undefined) return undefined;
  return boolean(holds(compareTexts(a, b)));
}

function add(left: Value, right: Value): Value | undefined {
  if (left.kind === "list" && right.kind === "list") return joined(left.items, right.items, left, right);
  if (left.kind === "text" || right.kind === "text") {
    const both = [left, right].map((one) => (one.kind === "text" ? one.value : HOLE)).join("");
    return both.length > MAX_TEXT_CHARACTERS ? undefined : text(both);
  }
  return arithmetic(left, right, (a, b) => a + b);
}

function joined(left: Value[], right: Value[], ...from: { isOpen: boolean; isFixed: boolean }[]): Value {
  return listOf([...left, ...right], {
    isOpen: from.some(({ isOpen }) => isOpen),
    isFixed: from.every(({ isFixed }) => isFixed),
  });
}

function arithmetic(left: Value, right: Value, work: (a: number, b: number) => number): Value | undefined {
  return left.kind === "number" && right.kind === "number" ? number(work(left.value, right.value)) : undefined;
}

function times(left: Value, right: Value): Value | undefined {
  return arithmetic(left, right, (a, b) => a * b);
}

function repeat(left: Value, right: Value): Value | undefined {
  const [what, count] = left.kind === "text" ? [left, right] : [right, left];
  if (what.kind !== "text" || count.kind !== "number") return undefined;
  if (count.value * what.value.length > MAX_TEXT_CHARACTERS) return undefined;
  return text(what.value.repeat(Math.max(count.value, 0)));
}
