import type { ErrorGroup } from "../../shared/group.ts";

/** What lists choose a group by, and show of it; times in milliseconds since 1970. */
export type ListedGroup = {
  id: string;
  /** From 0, in the order in which groups became known; the same while `StoredGroups` is. */
  place: number;
  /** From 0; the same for the same signature in another environment. */
  identity: number;
  environment: string;
  service: string;
  kind: ErrorGroup["kind"];
  family: string | null;
  title: string;
  /** The title in lower case, in which words are looked for. */
  words: string;
  firstSeen: number;
  lastSeen: number;
};

/** A group as its row says it; `signature` stands for its signature wherever it occurs. */
export type StoredRow = Omit<ListedGroup, "place" | "identity" | "words"> & { signature: string };

/** Every group that is stored, those that are shown in another among them; it grows and stays the same until all is read anew. */
export type StoredGroups = {
  byId: Map<string, ListedGroup>;
  byPlace: ListedGroup[];
  /** Services and families that occur in an environment. */
  names: Map<string, { services: Set<string>; families: Set<string> }>;
  /** Numbers of signatures. */
  identities: Map<string, number>;
  /** By the number of a signature, the place of the group that became known last of those that have it; groups keep their signature. */
  lastOfIdentity: number[];
  /** By place, that of the one before it which has the same signature; -1 where there is none. */
  sameBefore: number[];
  /** Names that many groups have, each as one text in memory: the same text is compared at once. */
  texts: Map<string, string>;
};

/** Stands for the place of no group. */
const NONE = -1;

export function emptyGroups(): StoredGroups {
  return {
    ...{ byId: new Map(), byPlace: [], names: new Map(), texts: new Map() },
    ...{ identities: new Map(), lastOfIdentity: [], sameBefore: [] },
  };
}

/** Puts a group in the place that it has, or in the next one. */
export function keepGroup(stored: StoredGroups, { signature, ...row }: StoredRow): void {
  const { byId, byPlace, names, identities } = stored;
  const known = byId.get(row.id);
  const identity = identities.get(signature) ?? identities.size;
  identities.set(signature, identity);
  const group = {
    ...row,
    ...{ environment: once(stored, row.environment), service: once(stored, row.service) },
    family: row.family === null ? null : once(stored, row.family),
    ...{ words: row.title.toLowerCase(), identity, place: known?.place ?? byPlace.length },
  };
  byId.set(group.id, group);
  byPlace[group.place] = group;
  if (known !== undefined) return;
  stored.sameBefore[group.place] = stored.lastOfIdentity[identity] ?? NONE;
  stored.lastOfIdentity[identity] = group.place;
  const own = names.get(row.environment) ?? { services: new Set(), families: new Set() };
  names.set(row.environment, own);
  own.services.add(row.service);
  if (row.family !== null) own.families.add(row.family);
}

/** The groups of the same signature as this one, itself among them. */
export function* sameAs({ byPlace, lastOfIdentity, sameBefore }: StoredGroups, { identity }: ListedGroup) {
  for (let place = lastOfIdentity[identity] ?? NONE; place !== NONE; place = sameBefore[place] ?? NONE) {
    const group = byPlace[place];
    if (group !== undefined) yield group;
  }
}

function once({ texts }: StoredGroups, text: string): string {
  const known = texts.get(text);
  if (known === undefined) texts.set(text, text);
  return known ?? text;
}
