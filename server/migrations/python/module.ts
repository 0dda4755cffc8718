import type { Given } from "./calls.ts";
import { evaluate } from "./evaluate.ts";
import { execute } from "./execute.ts";
import { callFunction, requiredParameters } from "./functions.ts";
import type { PythonFile } from "./parse.ts";
import { statementsOf } from "./parse.ts";
import { type Host, type LookUp, newRun, type Run } from "./run.ts";
import { newScope } from "./scope.ts";
import { NONE, type Scope, text, unknown, type Value } from "./values.ts";

/** A file whose top level was gone through: its names, and a way to go through one of its functions. */
export type Module = {
  get: (name: string) => Value | undefined;
  /** Goes through a function of the file; arguments that it needs are unknown. False where there is no such function. */
  call: (name: string) => boolean;
  /** Goes through a function with these arguments, under a condition where there is one; undefined where it has none. */
  callWith: (name: string, given: Given, condition: string | undefined) => Value | undefined;
  names: () => string[];
  requiredParameters: (name: string) => number;
};

/** Goes through a file's top level. The host hears of calls that the file does not define itself, `lookUp` tells constants of others. */
export function readModule(
  file: PythonFile,
  host: Host,
  giveUp: (line: number, reason: string) => void = () => undefined,
  lookUp: LookUp = () => undefined,
): Module {
  const run: Run = newRun({
    file,
    host,
    lookUp,
    giveUp,
    execute: (statements, inner, frame) => execute(run, statements, inner, frame),
  });
  const scope = newScope();
  scope.names.set("__name__", text("migration"));
  execute(run, statementsOf(file.top), scope, { returned: [], yielded: [], doubt: undefined });
  run.conditions.length = 0;
  return {
    get: (name) => scope.names.get(name),
    names: () => [...scope.names.keys()],
    call: (name) => callNamed(run, scope, name),
    callWith: (name, given, condition) => {
      const value = scope.names.get(name);
      if (value?.kind !== "function") return undefined;
      const outer = run.conditions;
      run.conditions = condition === undefined ? [] : [condition];
      const result = callFunction(run, value, given, evaluate);
      run.conditions = outer;
      return result;
    },
    requiredParameters: (name) => {
      const value = scope.names.get(name);
      return value?.kind === "function" ? requiredParameters(run, value.node) : 0;
    },
  };
}

function callNamed(run: Run, scope: Scope, name: string): boolean {
  const value = scope.names.get(name);
  if (value?.kind !== "function") return false;
  const positional = Array.from({ length: requiredParameters(run, value.node) }, () => unknown("an argument"));
  callFunction(run, value, { positional, keywords: new Map([["_", NONE]]), isOpen: false }, evaluate);
  return true;
}
