import { text, type Value } from "./values.ts";

/** What a loop over a value goes through; open where that is not known whole. */
export function loopItems(value: Value): { items: Value[]; isOpen: boolean } {
  if (value.kind === "list") return { items: [...value.items], isOpen: value.isOpen };
  if (value.kind === "dictionary") return { items: value.entries.map(([key]) => key), isOpen: value.isOpen };
  if (value.kind === "text" && value.value.length < 1000) return { items: [...value.value].map(text), isOpen: false };
  return { items: [], isOpen: true };
}
