import type { Node, PythonFile } from "./parse.ts";
import { type Scope, unknown, type Value } from "./values.ts";

/** A call that the file itself does not define. `path` is dotted: `alembic.op.create_table`, `?.execute` on something unknown. */
export type Call = {
  path: string;
  /** What a method is called on; undefined for functions of modules. */
  receiver: Value | undefined;
  positional: Value[];
  keywords: Map<string, Value>;
  /** Whether more arguments came in through `*` or `**` of something that is not known. */
  isOpen: boolean;
  line: number;
  /** Whether its result is only dropped or assigned: it was called for what it does. */
  isStatement: boolean;
  /** Why it may not run; undefined where it certainly does. */
  condition: string | undefined;
};

/** Is told of every such call, and may say what it gives; undefined keeps it as a `made` value. */
export type Host = (call: Call) => Value | undefined;

/** What a function gave back so far, and why what follows may not run. */
export type Frame = { returned: Value[]; yielded: Value[]; doubt: string | undefined };

/** What a dotted name of another file stands for, where that is a constant; undefined for everything else. */
export type LookUp = (path: string) => Value | undefined;

/** How a statement ended: `raise` ends the migration as a whole, so what follows it on another road is certain. */
export type Flow = "next" | "return" | "raise" | "break" | "continue";

/** One reading of one file. Steps and depth are bounded, so that no file can keep it busy. */
export type Run = {
  file: PythonFile;
  host: Host;
  lookUp: LookUp;
  stepsLeft: number;
  depth: number;
  /** Conditions that the statement stands under and that are not known, outermost first. */
  conditions: string[];
  execute: (statements: Node[], scope: Scope, frame: Frame) => Flow;
  /** Told where reading was given up. */
  giveUp: (line: number, reason: string) => void;
};

const MAX_STEPS = 200_000;
const MAX_DEPTH = 60;

export function newRun(parts: Pick<Run, "file" | "host" | "lookUp" | "execute" | "giveUp">): Run {
  return { ...parts, stepsLeft: MAX_STEPS, depth: 0, conditions: [] };
}

/** Runs `work` one level deeper; an unknown value where that is too deep or the steps are used up. */
export function deeper(run: Run, node: Node, work: () => Value): Value {
  run.stepsLeft--;
  if (run.depth >= MAX_DEPTH) return tooMuch(run, node, "it is nested too deeply to be read");
  if (run.stepsLeft < 0) return tooMuch(run, node, "it takes too many steps to be read");
  run.depth++;
  try {
    return work();
  } catch (error) {
    // A text beyond what the engine can hold.
    if (error instanceof RangeError) return tooMuch(run, node, "it grows too large to be read");
    throw error;
  } finally {
    run.depth--;
  }
}

/** Runs `work` under a condition that is not known. */
export function under<T>(run: Run, condition: string, work: () => T): T {
  const depth = run.conditions.length;
  run.conditions.push(condition);
  try {
    return work();
  } finally {
    run.conditions.length = depth;
  }
}

/** The source of a node in one line, cut after 60 characters. */
export function sourceOf(run: Run, node: Node): string {
  const line = run.file.text.slice(node.from, Math.min(node.to, node.from + 200)).replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59).toWellFormed()}…` : line;
}

export function lineAt(run: Run, node: Node): number {
  return run.file.lineOf(node.from);
}

function tooMuch(run: Run, node: Node, reason: string): Value {
  run.giveUp(lineAt(run, node), reason);
  return unknown(reason);
}
