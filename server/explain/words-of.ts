import type { FailureCase } from "./context.ts";

/** Words that are in too many names to tell anything. */
const COMMON = new Set([
  "api",
  "v1",
  "v2",
  "v3",
  "id",
  "the",
  "app",
  "public",
  "table",
  "data",
  "list",
  "get",
  "new",
  "com",
]);

/** The words of a case's routes and identity slots, in singular: what a live finding must share to be about the same thing. */
export function wordsOf(failure: FailureCase): ReadonlySet<string> {
  const texts = failure.members.flatMap(({ group }) => Object.values(group.signature.slots));
  return new Set(texts.flatMap(splitWords));
}

/** Whether a name shares two words, or its only word, with `words`. */
export function matchesWords(name: string, words: ReadonlySet<string>): boolean {
  const own = [...new Set(splitWords(name.split(".").at(-1) ?? name))];
  const shared = own.filter((word) => words.has(word)).length;
  return shared > 0 && shared >= Math.min(2, own.length);
}

function splitWords(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => (word.length > 3 ? word.replace(/s$/, "") : word))
    .filter((word) => word.length > 1 && !COMMON.has(word));
}
