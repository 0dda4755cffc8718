import { namedIn } from "../../../shared/named-in.ts";
import { attribute, pathOf } from "./attributes.ts";
import { BUILT_INS } from "./built-ins.ts";
import { comprehendNodes } from "./comprehension.ts";
import { callFunction } from "./functions.ts";
import { loopItems } from "./loop-items.ts";
import { methodOf } from "./methods.ts";
import type { Evaluate } from "./operators.ts";
import { childrenOf, type Node } from "./parse.ts";
import { lineAt, type Run } from "./run.ts";
import { newScope } from "./scope.ts";
import { listOf, type Scope, unknown, type Value } from "./values.ts";

/** What is given to a call. */
export type Given = { positional: Value[]; keywords: Map<string, Value>; isOpen: boolean };

type Options = { isStatement: boolean; evaluate: Evaluate };

/** A call: functions of the file are gone through, the host hears of all others. */
export function evaluateCall(run: Run, node: Node, scope: Scope, options: Options): Value {
  const [callee, list] = [node.firstChild, node.lastChild];
  if (callee === null || list === null || list.name !== "ArgList") return unknown("an unfinished call");
  const isMethod = callee.name === "MemberExpression" && callee.lastChild?.name === "PropertyName";
  if (!isMethod || callee.firstChild === null) {
    const value = options.evaluate(run, callee, scope);
    return callValue(run, value, argumentsIn(run, list, scope, options.evaluate), node, options);
  }
  const owner = options.evaluate(run, callee.firstChild, scope);
  const name = run.file.text.slice(callee.lastChild?.from, callee.to);
  const given = argumentsIn(run, list, scope, options.evaluate);
  const own = methodOf(run, owner, name, given);
  if (own !== undefined) return own;
  const found = attribute(owner, name);
  const isOfModule = owner.kind === "name" && !owner.path.startsWith("?");
  if (
    found.kind === "function" ||
    found.kind === "class" ||
    (isOfModule && found.kind === "name" && Object.hasOwn(BUILT_INS, found.path))
  ) {
    return callValue(run, found, given, node, options);
  }
  // What a module holds is called by its dotted name alone.
  const receiver = owner.kind === "name" ? undefined : owner;
  return callHost(run, `${pathOf(owner)}.${name}`, receiver, given, node, options);
}

function callValue(run: Run, callee: Value, given: Given, node: Node, options: Options): Value {
  if (callee.kind === "function") return callFunction(run, callee, given, options.evaluate);
  if (callee.kind === "class") return unknown(`an object of class ${callee.name}`);
  if (callee.kind === "name") {
    if (callee.path === "map") return mapped(run, given, node, options);
    const builtIn = namedIn(BUILT_INS, callee.path)?.(given);
    if (builtIn !== undefined) return builtIn;
  }
  return callHost(run, pathOf(callee), undefined, given, node, options);
}

/** `map(op.drop_table, names)` */
function mapped(run: Run, { positional: [work, ...lists] }: Given, node: Node, options: Options): Value {
  const [list] = lists;
  if (work === undefined || list === undefined || lists.length > 1) return unknown("what map() gives");
  const { items, isOpen } = loopItems(list);
  const each = items.map((item) =>
    callValue(run, work, { positional: [item], keywords: new Map(), isOpen: false }, node, options),
  );
  return listOf(each, { isOpen });
}

function callHost(
  run: Run,
  path: string,
  receiver: Value | undefined,
  given: Given,
  node: Node,
  { isStatement }: Options,
): Value {
  const condition = run.conditions.at(-1);
  const told = run.host({ path, receiver, ...given, line: lineAt(run, node), isStatement, condition });
  return told ?? { kind: "made", path, of: receiver, ...given };
}

/** The arguments between the brackets, `*spread`, `**spread` and a lone comprehension included. */
function argumentsIn(run: Run, list: Node, scope: Scope, evaluate: Evaluate): Given {
  const given: Given = { positional: [], keywords: new Map(), isOpen: false };
  const parts = childrenOf(list).filter(({ name }) => name !== "Comment");
  const loop = parts.findIndex(({ name }) => name === "for");
  if (loop === 2 && parts[1] !== undefined) {
    const clauses = parts.slice(loop, -1);
    given.positional.push(comprehendNodes(run, parts[1], clauses, newScope(scope), evaluate));
    return given;
  }
  parts.forEach((part, index) => {
    const [before, after] = [parts[index - 1]?.name, parts[index + 1]];
    if (/^[(),*]$|^\*\*$|^AssignOp$/.test(part.name) || before === "AssignOp") return;
    if (after?.name === "AssignOp") {
      const value = parts[index + 2];
      if (value !== undefined) given.keywords.set(run.file.text.slice(part.from, part.to), evaluate(run, value, scope));
      return;
    }
    const value = evaluate(run, part, scope);
    if (before === "*") spread(given, value);
    else if (before === "**") spreadKeywords(given, value);
    else given.positional.push(value);
  });
  return given;
}

function spread(given: Given, value: Value): void {
  if (value.kind === "list") for (const item of value.items) given.positional.push(item);
  if (value.kind !== "list" || value.isOpen) given.isOpen = true;
}

function spreadKeywords(given: Given, value: Value): void {
  if (value.kind !== "dictionary" || value.isOpen) given.isOpen = true;
  if (value.kind !== "dictionary") return;
  for (const [key, entry] of value.entries) if (key.kind === "text") given.keywords.set(key.value, entry);
}
