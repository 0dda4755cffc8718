import type { Given } from "./calls.ts";
import { loopItems } from "./loop-items.ts";
import { boolean, HOLE, listOf, NONE, number, text, toText, truth, type Value, wholeText } from "./values.ts";

type BuiltIn = (given: Given) => Value | undefined;

/** Longest range that is gone through. */
const MAX_RANGE = 10_000;

/** Python's own functions and a few of its library, by dotted name; undefined where the result is not known. */
export const BUILT_INS: Record<string, BuiltIn | undefined> = {
  str: ({ positional: [value] }) => text(value === undefined ? "" : toText(value)),
  int: ({ positional: [value] }) => {
    const plain = value?.kind === "number" ? value.value : Number(wholeText(value) ?? Number.NaN);
    return Number.isFinite(plain) ? number(Math.trunc(plain)) : undefined;
  },
  bool: ({ positional: [value] }) => {
    const isTrue = value === undefined ? false : truth(value);
    return isTrue === undefined ? undefined : boolean(isTrue);
  },
  len: ({ positional: [value] }) => {
    if (value?.kind === "text" && !value.value.includes(HOLE)) return number(value.value.length);
    if (value?.kind === "list" && !value.isOpen) return number(value.items.length);
    return value?.kind === "dictionary" && !value.isOpen ? number(value.entries.length) : undefined;
  },
  list: (given) => copy(given, false),
  set: (given) => copy(given, false),
  frozenset: (given) => copy(given, true),
  tuple: (given) => copy(given, true),
  reversed: ({ positional: [value] }) =>
    value?.kind === "list" ? { ...value, items: [...value.items].reverse() } : undefined,
  sorted: ({ positional: [value], keywords }) => (keywords.size > 0 ? undefined : sorted(value)),
  range: ({ positional }) => range(positional.map((value) => (value.kind === "number" ? value.value : Number.NaN))),
  enumerate: ({ positional: [value, start], keywords }) => {
    const first = keywords.get("start") ?? start ?? number(0);
    if (value === undefined || first.kind !== "number") return undefined;
    const { items, isOpen } = loopItems(value);
    const pairs = items.map((item, index) => listOf([number(first.value + index), item], { isFixed: true }));
    return listOf(pairs, { isOpen });
  },
  zip: ({ positional }) => {
    const lists = positional.map(loopItems);
    const length = Math.min(...lists.map(({ items }) => items.length));
    if (!Number.isFinite(length)) return undefined;
    const rows = Array.from({ length }, (_, index) => listOf(lists.map(({ items }) => items[index] ?? NONE)));
    return listOf(rows, { isOpen: lists.some(({ isOpen }) => isOpen) });
  },
  getattr: ({ positional: [owner, name] }) => {
    const word = wholeText(name);
    return owner?.kind !== "name" || word === undefined ? undefined : { kind: "name", path: `${owner.path}.${word}` };
  },
  dict: ({ positional, keywords, isOpen }) => {
    const entries = [...keywords].map(([key, value]): [Value, Value] => [text(key), value]);
    const [first] = positional;
    if (first !== undefined && first.kind !== "dictionary") return undefined;
    const isPartial = isOpen || first?.isOpen === true;
    return { kind: "dictionary", entries: [...(first?.entries ?? []), ...entries], isOpen: isPartial, depth: 0 };
  },
  "textwrap.dedent": ({ positional: [value] }) => (value?.kind === "text" ? value : undefined),
  "inspect.cleandoc": ({ positional: [value] }) => (value?.kind === "text" ? value : undefined),
  "sqlalchemy.sql.quoted_name": ({ positional: [value] }) => value,
  "sqlalchemy.sql.elements.quoted_name": ({ positional: [value] }) => value,
  "alembic.context.is_offline_mode": () => boolean(false),
};

function copy({ positional: [value] }: Given, isFixed: boolean): Value | undefined {
  if (value === undefined) return listOf([], { isFixed });
  const { items, isOpen } = loopItems(value);
  return listOf(items, { isOpen, isFixed });
}

function sorted(value: Value | undefined): Value | undefined {
  if (value?.kind !== "list") return undefined;
  const texts = value.items.map(wholeText);
  if (!texts.every((item) => item !== undefined)) return undefined;
  return { ...value, items: texts.sort().map(text) };
}

function range(bounds: number[]): Value | undefined {
  const [first = Number.NaN, second, step = 1] = bounds;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(length) || length > MAX_RANGE) return undefined;
  return listOf(Array.from({ length }, (_, index) => number(from + index * step)));
}
