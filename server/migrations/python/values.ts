import type { Node } from "./parse.ts";

/**
 * What an expression is, as far as it can be known without running it. A `text` may hold HOLE where a part of it is not
 * known; a `made` is what a call into a library gave, kept with its arguments.
 */
export type Value =
  | { kind: "none" }
  | { kind: "boolean"; value: boolean }
  | { kind: "number"; value: number }
  | { kind: "text"; value: string }
  | List
  | Dictionary
  | { kind: "function"; name: string; node: Node; scope: Scope }
  | Class
  | { kind: "name"; path: string }
  | Made
  | { kind: "unknown"; reason: string };

/** A list, tuple or set. Open: it may hold more or less than these items. `depth` is how many conditions it was made under. */
export type List = { kind: "list"; items: Value[]; isOpen: boolean; isFixed: boolean; depth: number };
export type Dictionary = { kind: "dictionary"; entries: [key: Value, value: Value][]; isOpen: boolean; depth: number };
export type Class = { kind: "class"; name: string; bases: Value[]; attributes: Map<string, Value> };
export type Made = {
  kind: "made";
  /** The dotted name that was called: `sqlalchemy.Column`, or `.execute` on something else. */
  path: string;
  of: Value | undefined;
  positional: Value[];
  keywords: Map<string, Value>;
  /** Whether more arguments came in through something that is not known. */
  isOpen: boolean;
};

/** Names and what they stand for; a function's scope reaches into the one where it was written. */
export type Scope = { names: Map<string, Value>; outer: Scope | undefined };

/** Stands in a text for what is not known. */
export const HOLE = "\uFFFC";

/** Texts and lists of more are not kept: a few lines that double something would fill the memory. */
const MAX_CHARACTERS = 1_000_000;
export const MAX_ITEMS = 20_000;

export const NONE: Value = { kind: "none" };
export const TRUE: Value = { kind: "boolean", value: true };
export const FALSE: Value = { kind: "boolean", value: false };

export function unknown(reason: string): Value {
  return { kind: "unknown", reason };
}

/** A text; one that is longer than any of a migration is not known. */
export function text(value: string): Value {
  return { kind: "text", value: value.length > MAX_CHARACTERS ? HOLE : value };
}

export function number(value: number): Value {
  return { kind: "number", value };
}

export function boolean(value: boolean): Value {
  return value ? TRUE : FALSE;
}

export function listOf(items: Value[], options: { isOpen?: boolean; isFixed?: boolean; depth?: number } = {}): List {
  const list: List = { kind: "list", items, isOpen: false, isFixed: false, depth: 0, ...options };
  return items.length > MAX_ITEMS ? { ...list, items: items.slice(0, MAX_ITEMS), isOpen: true } : list;
}

/** The text of a value that is a text and known whole; undefined for anything else. */
export function wholeText(value: Value | undefined): string | undefined {
  return value?.kind === "text" && !value.value.includes(HOLE) ? value.value : undefined;
}

/** Whether Python takes the value for true; undefined where it is not known. */
export function truth(value: Value): boolean | undefined {
  switch (value.kind) {
    case "none":
      return false;
    case "boolean":
      return value.value;
    case "number":
      return value.value !== 0;
    case "text":
      return value.value === HOLE ? undefined : value.value !== "";
    case "list":
      return value.isOpen ? undefined : value.items.length > 0;
    case "dictionary":
      return value.isOpen ? undefined : value.entries.length > 0;
    case "function":
    case "class":
      return true;
    default:
      return undefined;
  }
}

/** Whether two values are equal in Python; undefined where one of them is not known. */
export function areEqual(left: Value, right: Value): boolean | undefined {
  if (left === right && left.kind !== "unknown") return true;
  if (!isPlain(left) || !isPlain(right)) {
    const isClear = (left.kind === "none" && isSolid(right)) || (right.kind === "none" && isSolid(left));
    return isClear ? false : undefined;
  }
  if (left.kind === "list" && right.kind === "list") return areItemsEqual(left.items, right.items);
  if ("value" in left && "value" in right) return left.value === right.value;
  return left.kind === right.kind;
}

/** What `str(value)` gives, HOLE where that is not known. */
export function toText(value: Value): string {
  switch (value.kind) {
    case "text":
      return value.value;
    case "number":
      return String(value.value);
    case "boolean":
      return value.value ? "True" : "False";
    case "none":
      return "None";
    default:
      return HOLE;
  }
}

function areItemsEqual(left: Value[], right: Value[]): boolean | undefined {
  if (left.length !== right.length) return false;
  const each = left.map((item, index) => areEqual(item, right[index] ?? NONE));
  if (each.includes(false)) return false;
  return each.includes(undefined) ? undefined : true;
}

/** Known whole, and made of nothing that is not. */
function isPlain(value: Value): boolean {
  if (value.kind === "text") return !value.value.includes(HOLE);
  if (value.kind === "list") return !value.isOpen;
  return value.kind === "none" || value.kind === "boolean" || value.kind === "number";
}

/** Certainly not None. */
function isSolid(value: Value): boolean {
  return value.kind !== "unknown" && value.kind !== "made" && value.kind !== "name" && value.kind !== "none";
}
