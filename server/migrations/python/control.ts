import { bind } from "./bind.ts";
import { evaluate, evaluateTuple } from "./evaluate.ts";
import { loopItems } from "./loop-items.ts";
import { childrenOf, type Node, statementsOf } from "./parse.ts";
import { type Flow, type Frame, type Run, sourceOf, under } from "./run.ts";
import { mergeNames } from "./scope.ts";
import { type Scope, truth, unknown, type Value } from "./values.ts";

type Branch = { condition: Node | undefined; body: Node };

/** Takes the road that the condition says; both, each under its condition, where it is not known. */
export function executeIf(run: Run, node: Node, scope: Scope, frame: Frame): Flow {
  return takeBranch(run, branchesOf(node), scope, frame);
}

function takeBranch(run: Run, [branch, ...others]: Branch[], scope: Scope, frame: Frame): Flow {
  if (branch === undefined) return "next";
  const statements = statementsOf(branch.body);
  if (branch.condition === undefined) return run.execute(statements, scope, frame);
  const isTrue = truth(evaluate(run, branch.condition, scope));
  if (isTrue === true) return run.execute(statements, scope, frame);
  if (isTrue === false) return takeBranch(run, others, scope, frame);
  const words = sourceOf(run, branch.condition);
  return eitherOr(run, scope, frame, words, [
    () => run.execute(statements, scope, frame),
    () => takeBranch(run, others, scope, frame),
  ]);
}

/** Goes both ways from the same names, and joins what they leave behind. */
function eitherOr(run: Run, scope: Scope, frame: Frame, words: string, roads: [() => Flow, () => Flow]): Flow {
  const before = new Map(scope.names);
  const first = under(run, words, roads[0]);
  const left = scope.names;
  scope.names = before;
  const second = under(run, `not (${words})`, roads[1]);
  mergeNames(scope, first === "next" ? left : undefined, second === "next" ? scope.names : undefined, words);
  if (first === second) return first;
  const [leaving] = [first, second].filter((flow) => flow !== "next" && flow !== "raise");
  if (first !== "next" && second !== "next") return leaving ?? "raise";
  if (leaving === undefined) return "next";
  // From here on a return, break or continue may have been taken.
  const doubt = first === "next" ? words : `not (${words})`;
  if (leaving === "return") frame.doubt ??= doubt;
  else run.conditions.push(doubt);
  return "next";
}

/** The body for each item, or once for an item that is not known. */
export function executeLoop(run: Run, node: Node, scope: Scope, frame: Frame): Flow {
  const children = childrenOf(node).filter(({ name }) => name !== "Comment" && name !== "async");
  const split = children.findIndex(({ name }) => name === "in");
  const bodies = children.filter(({ name }) => name === "Body");
  const end = children.findIndex(({ name }) => name === "Body");
  const target = children.slice(1, split);
  const source = children.slice(split + 1, end);
  if (split < 0 || bodies[0] === undefined) return "next";
  const { items, isOpen } = loopItems(evaluateTuple(run, source, scope));
  const body = statementsOf(bodies[0]);
  const from = source[0] === undefined ? "" : sourceOf(run, source[0]);
  if (isOpen) return repeatOpen(run, { target, items, body, words: `for each of ${from}` }, scope, frame);
  for (const item of items) {
    const flow = pass(run, target, item, body, scope, frame);
    if (flow === "break") return "next";
    if (flow === "return" || flow === "raise") return flow;
  }
  return bodies[1] === undefined ? "next" : run.execute(statementsOf(bodies[1]), scope, frame);
}

type OpenLoop = { target: Node[]; items: Value[]; body: Node[]; words: string };

/** A list of which not all is known: its known items may come, and others that nobody can name. */
function repeatOpen(run: Run, { target, items, body, words }: OpenLoop, scope: Scope, frame: Frame): Flow {
  const each = items.length > 0 ? items : [unknown("an item of a list that is not known")];
  return eitherOr(run, scope, frame, words, [
    () => {
      for (const item of each) pass(run, target, item, body, scope, frame);
      return "next";
    },
    () => "next",
  ]);
}

/** One turn. A continue that may have been taken is in doubt until the turn's end. */
function pass(run: Run, target: Node[], item: Value, body: Node[], scope: Scope, frame: Frame): Flow {
  const depth = run.conditions.length;
  bind(run, target, item, scope);
  const flow = run.execute(body, scope, frame);
  run.conditions.length = depth;
  return flow;
}

/** Never counted out: the body is gone through once, under its condition. */
export function executeWhile(run: Run, node: Node, scope: Scope, frame: Frame): Flow {
  const [, condition, body] = childrenOf(node);
  if (condition === undefined || body === undefined) return "next";
  if (truth(evaluate(run, condition, scope)) === false) return "next";
  const words = `while ${sourceOf(run, condition)}`;
  return eitherOr(run, scope, frame, words, [
    () => {
      const flow = run.execute(statementsOf(body), scope, frame);
      return flow === "break" || flow === "continue" ? "next" : flow;
    },
    () => "next",
  ]);
}

/** The body is certain unless a handler swallows what goes wrong in it; handlers themselves may run. */
export function executeTry(run: Run, node: Node, scope: Scope, frame: Frame): Flow {
  const parts = branchesOf(node, /^(try|except|else|finally)$/);
  const handlers = parts.filter(({ keyword }) => keyword === "except");
  const isSwallowed = handlers.some(({ body }) => statementsOf(body).at(-1)?.name !== "RaiseStatement");
  let flow: Flow = "next";
  const roads = {
    body: () => runParts(run, parts, /^(try|else)$/, scope, frame),
    handlers: () => runParts(run, parts, /^except$/, scope, frame),
  };
  if (!isSwallowed) flow = roads.body();
  else {
    flow = under(run, "it does not fail, as its failure is caught", roads.body);
    under(run, "something before it fails", roads.handlers);
  }
  const last = runParts(run, parts, /^finally$/, scope, frame);
  return last === "next" ? flow : last;
}

function runParts(run: Run, parts: { keyword: string; body: Node }[], which: RegExp, scope: Scope, frame: Frame): Flow {
  for (const { keyword, body } of parts) {
    if (!which.test(keyword)) continue;
    const flow = run.execute(statementsOf(body), scope, frame);
    if (flow !== "next") return flow;
  }
  return "next";
}

/** Keyword, condition and body of each part of an if or a try. */
function branchesOf(node: Node, keywords = /^(if|elif|else)$/): (Branch & { keyword: string })[] {
  const branches: (Branch & { keyword: string })[] = [];
  let keyword = "";
  let condition: Node | undefined;
  for (const child of childrenOf(node)) {
    if (keywords.test(child.name)) [keyword, condition] = [child.name, undefined];
    else if (child.name === "Body") branches.push({ keyword, condition, body: child });
    else if (child.name !== "Comment") condition ??= child;
  }
  return branches;
}
