import { CAUSES } from "./causes/index.ts";
import type { FamilyWords } from "./report/reading.ts";

const BY_ID: ReadonlyMap<string, { title: string; why: string }> = new Map(CAUSES.map((cause) => [cause.id, cause]));

/** A family's title and meaning, which hold for every occurrence and so may be said outside. */
export const publicWords: FamilyWords = (family) => {
  const cause = BY_ID.get(family);
  return cause === undefined ? undefined : { title: cause.title, why: cause.why };
};
