import { listOf, type Scope, unknown, type Value } from "./values.ts";

export function newScope(outer?: Scope): Scope {
  return { names: new Map(), outer };
}

/** What a name stands for: one of the file's, else a built-in. */
export function lookUp(scope: Scope, name: string): Value {
  for (let here: Scope | undefined = scope; here !== undefined; here = here.outer) {
    const found = here.names.get(name);
    if (found !== undefined) return found;
  }
  return { kind: "name", path: name };
}

/**
 * The names after two roads of which only one is taken: those that agree stay, the others are unknown. A road that left
 * the function, or failed, has no say.
 */
export function mergeNames(
  scope: Scope,
  left: Map<string, Value> | undefined,
  right: Map<string, Value> | undefined,
  condition: string,
): void {
  if (left === undefined || right === undefined) {
    scope.names = left ?? right ?? scope.names;
    return;
  }
  const merged = new Map<string, Value>();
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    merged.set(name, oneOf(left.get(name), right.get(name), condition));
  }
  scope.names = merged;
}

function oneOf(left: Value | undefined, right: Value | undefined, condition: string): Value {
  // A name that only one road sets (an import in a try, a helper in an if) is what that road says, or an error.
  if (left === undefined || right === undefined) return left ?? right ?? unknown(condition);
  if (left === right) return left;
  if ("value" in left && "value" in right && left.value === right.value) return left;
  if (left.kind === "none" && right.kind === "none") return left;
  if (left.kind === "name" && right.kind === "name" && left.path === right.path) return left;
  if (left.kind === "list" && right.kind === "list" && left.items.length === right.items.length) {
    const items = left.items.map((item, index) => oneOf(item, right.items[index], condition));
    return listOf(items, { isOpen: left.isOpen || right.isOpen });
  }
  return unknown(`it depends on "${condition}"`);
}
