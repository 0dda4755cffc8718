import { namedIn } from "../../../shared/named-in.ts";
import type { Given } from "./calls.ts";
import { loopItems } from "./loop-items.ts";
import type { Run } from "./run.ts";
import { braceFormat } from "./text.ts";
import {
  areEqual,
  boolean,
  type Dictionary,
  HOLE,
  type List,
  listOf,
  MAX_ITEMS,
  NONE,
  text,
  toText,
  type Value,
  wholeText,
} from "./values.ts";

/** What a method of a text, list or dictionary gives; undefined where it is none of these, or not known. */
export function methodOf(run: Run, owner: Value, name: string, given: Given): Value | undefined {
  if (owner.kind === "text") return textMethod(owner.value, name, given);
  if (owner.kind === "list") return listMethod(run, owner, name, given);
  return owner.kind === "dictionary" ? dictionaryMethod(run, owner, name, given) : undefined;
}

const TEXT_METHODS: Record<string, ((owner: string, ...given: string[]) => string) | undefined> = {
  lower: (owner) => owner.toLowerCase(),
  upper: (owner) => owner.toUpperCase(),
  strip: (owner, what) => trim(owner, what, true, true),
  lstrip: (owner, what) => trim(owner, what, true, false),
  rstrip: (owner, what) => trim(owner, what, false, true),
  replace: (owner, from, to) => (from === undefined || to === undefined ? owner : owner.replaceAll(from, to)),
  removeprefix: (owner, what = "") => (owner.startsWith(what) ? owner.slice(what.length) : owner),
  removesuffix: (owner, what = "") =>
    what !== "" && owner.endsWith(what) ? owner.slice(0, owner.length - what.length) : owner,
};

function textMethod(owner: string, name: string, given: Given): Value | undefined {
  if (name === "format") return given.isOpen ? undefined : braceFormat(owner, given.positional, given.keywords);
  if (name === "join") return join(owner, given);
  const texts = given.positional.map(wholeText);
  if (!texts.every((each) => each !== undefined)) return text(HOLE);
  const change = namedIn(TEXT_METHODS, name);
  if (change !== undefined) return text(change(owner, ...texts));
  if (owner.includes(HOLE)) return undefined;
  const [first] = texts;
  if (name === "startswith" && first !== undefined) return boolean(owner.startsWith(first));
  if (name === "endswith" && first !== undefined) return boolean(owner.endsWith(first));
  if (name === "splitlines") return listOf(owner.split(/\r?\n/).map(text));
  if (name !== "split") return undefined;
  const parts = first === undefined ? owner.split(/\s+/).filter((part) => part !== "") : owner.split(first);
  return listOf(parts.map(text));
}

function join(glue: string, { positional: [source] }: Given): Value | undefined {
  if (source === undefined) return undefined;
  const { items, isOpen } = loopItems(source);
  if (isOpen) return text(items.length === 0 ? HOLE : items.map(toText).concat(HOLE).join(glue));
  return text(items.map(toText).join(glue));
}

function trim(owner: string, characters: string | undefined, isStart: boolean, isEnd: boolean): string {
  const isOff = (character: string | undefined) =>
    character !== undefined && (characters === undefined ? /\s/.test(character) : characters.includes(character));
  let [from, to] = [0, owner.length];
  while (isStart && from < to && isOff(owner[from])) from++;
  while (isEnd && to > from && isOff(owner[to - 1])) to--;
  return owner.slice(from, to);
}

/** Under a condition that is not known, a list that was there before may or may not get the item. */
function listMethod(run: Run, owner: List, name: string, given: Given): Value | undefined {
  const [first] = given.positional;
  const more = name === "append" || name === "add" ? given.positional : loopItems(first ?? NONE).items;
  if (!/^(append|add|extend|update|insert|remove|pop|clear|discard|reverse|sort)$/.test(name)) {
    return name === "copy" ? { ...owner, items: [...owner.items] } : undefined;
  }
  if (run.conditions.length > owner.depth || !/^(append|add|extend|update)$/.test(name)) owner.isOpen = true;
  if (/^(extend|update)$/.test(name) && first !== undefined && loopItems(first).isOpen) owner.isOpen = true;
  if (owner.items.length + more.length > MAX_ITEMS) owner.isOpen = true;
  else if (/^(append|add|extend|update)$/.test(name)) for (const item of more) owner.items.push(item);
  return NONE;
}

function dictionaryMethod(run: Run, owner: Dictionary, name: string, given: Given): Value | undefined {
  const { entries, isOpen } = owner;
  const [key, fallback] = given.positional;
  if (name === "items")
    return listOf(
      entries.map(([each, value]) => listOf([each, value])),
      { isOpen },
    );
  if (name === "keys")
    return listOf(
      entries.map(([each]) => each),
      { isOpen },
    );
  if (name === "values")
    return listOf(
      entries.map(([, value]) => value),
      { isOpen },
    );
  if (name === "get" && key !== undefined) {
    const found = entries.findLast(([each]) => areEqual(each, key) === true);
    return found?.[1] ?? (isOpen ? undefined : (fallback ?? NONE));
  }
  if (name === "copy") return { ...owner, entries: [...entries] };
  if (name !== "update") return undefined;
  if (key?.kind !== "dictionary" || run.conditions.length > owner.depth) owner.isOpen = true;
  if (entries.length > MAX_ITEMS) owner.isOpen = true;
  else if (key?.kind === "dictionary") for (const entry of [...key.entries]) entries.push(entry);
  return NONE;
}
