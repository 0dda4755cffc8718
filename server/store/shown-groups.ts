import { isWithin, type Reach } from "../../shared/identity.ts";
import type { ListedGroup, StoredGroups } from "./stored-groups.ts";

/** Groups as they are shown at one moment of the store. */
export type ShownGroups = Beside & {
  /** Each with the times of its parts, and in the words that fit them all; in no order. */
  groups: readonly ListedGroup[];
  /** Of each of these, in the same order, what tens of thousands are looked through by. */
  columns: GroupColumns;
  /** The groups that are shown in another, by the id of that one. */
  partsOf: ReadonlyMap<string, readonly ListedGroup[]>;
  stored: StoredGroups;
};

/** Times in milliseconds since 1970, and places. */
export type GroupColumns = { firstSeen: Float64Array; lastSeen: Float64Array; places: Int32Array };

/** What decides how groups are shown, beside their own rows, by id. */
type Beside = {
  /** The group that a group is shown in. */
  keptOf: ReadonlyMap<string, string>;
  /** Titles that fit all parts of a group. */
  texts: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  mutedUntil: ReadonlyMap<string, number>;
};

/** The groups as they are shown; `before` is what was shown of the same rows. */
export function shownGroups(stored: StoredGroups, beside: Beside, before: ShownGroups | undefined): ShownGroups {
  const isSame = before !== undefined && isEqual(before.keptOf, beside.keptOf) && isEqual(before.texts, beside.texts);
  if (isSame) return { ...before, ...beside };
  const partsOf = partsIn(stored, beside.keptOf);
  const groups = joined(stored, partsOf, beside);
  return { ...beside, stored, partsOf, groups, columns: columnsOf(groups) };
}

/** A group and what is shown in it, those seen last first; nothing where there is no such group. */
export function shownIn({ stored, partsOf }: ShownGroups, id: string): ListedGroup[] {
  const own = stored.byId.get(id);
  const parts = partsOf.get(id);
  if (parts === undefined) return own === undefined ? [] : [own];
  return [...(own === undefined ? [] : [own]), ...parts].sort(
    (a, b) => b.lastSeen - a.lastSeen || (a.id < b.id ? -1 : 1),
  );
}

function columnsOf(groups: readonly ListedGroup[]): GroupColumns {
  const { length } = groups;
  const columns = {
    firstSeen: new Float64Array(length),
    lastSeen: new Float64Array(length),
    places: new Int32Array(length),
  };
  groups.forEach(({ firstSeen, lastSeen, place }, index) => {
    columns.firstSeen[index] = firstSeen;
    columns.lastSeen[index] = lastSeen;
    columns.places[index] = place;
  });
  return columns;
}

function isEqual<V>(a: ReadonlyMap<string, V>, b: ReadonlyMap<string, V>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}

function partsIn({ byId }: StoredGroups, keptOf: Beside["keptOf"]): ShownGroups["partsOf"] {
  const partsOf = new Map<string, ListedGroup[]>();
  for (const [id, keptId] of keptOf) {
    const part = byId.get(id);
    if (part === undefined) continue;
    const parts = partsOf.get(keptId);
    if (parts === undefined) partsOf.set(keptId, [part]);
    else parts.push(part);
  }
  return partsOf;
}

function joined({ byPlace }: StoredGroups, partsOf: ShownGroups["partsOf"], { keptOf, texts }: Beside): ListedGroup[] {
  const groups: ListedGroup[] = [];
  for (const group of byPlace) {
    if (keptOf.has(group.id)) continue;
    const parts = partsOf.get(group.id);
    const title = texts.get(group.id);
    groups.push(parts === undefined && title === undefined ? group : withParts(group, parts ?? [], title));
  }
  return groups;
}

function withParts(group: ListedGroup, parts: readonly ListedGroup[], title = group.title): ListedGroup {
  return {
    ...group,
    title,
    words: title.toLowerCase(),
    firstSeen: Math.min(group.firstSeen, ...parts.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(group.lastSeen, ...parts.map(({ lastSeen }) => lastSeen)),
  };
}

/**
 * Of the groups within reach, how many are shown, how many of them are muted at `now` (milliseconds since 1970), and the values
 * that occur, in order of the alphabet.
 */
export function countGroups({ groups, stored, keptOf, mutedUntil }: ShownGroups, now: number, reach?: Reach) {
  const within = [...stored.names].filter(([environment]) => isWithin(reach, environment));
  const all = reach === undefined ? groups : groups.filter(({ environment }) => isWithin(reach, environment));
  const muted = [...mutedUntil].filter(([id, until]) => {
    const group = keptOf.has(id) ? undefined : stored.byId.get(id);
    return until > now && group !== undefined && isWithin(reach, group.environment);
  });
  return {
    totals: { all: all.length, muted: muted.length },
    facets: {
      environments: within.map(([environment]) => environment).sort(),
      services: [...new Set(within.flatMap(([, { services }]) => [...services]))].sort(),
      families: [...new Set(within.flatMap(([, { families }]) => [...families]))].sort(),
    },
  };
}
