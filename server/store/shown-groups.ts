import { isWithin, type Reach } from "../../shared/identity.ts";
import type { ListedGroup } from "./group-directory.ts";

/** Groups as they are shown at one moment of the store. */
export type ShownGroups = Beside & {
  /** Each with the times of its parts, and in the words that fit them all; in no order. */
  groups: readonly ListedGroup[];
  /** All that are stored, those that are shown in another among them. */
  stored: ReadonlyMap<string, ListedGroup>;
  names: ReadonlyMap<string, { services: ReadonlySet<string>; families: ReadonlySet<string> }>;
};

/** What decides how groups are shown, beside their own rows, by id. */
type Beside = {
  /** The group that a group is shown in. */
  keptOf: ReadonlyMap<string, string>;
  /** Titles in lower case that fit all parts of a group. */
  texts: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  mutedUntil: ReadonlyMap<string, number>;
};

/** The groups as they are shown; `before` is what was shown of the same rows. */
export function shownGroups(
  stored: ReadonlyMap<string, ListedGroup>,
  names: ShownGroups["names"],
  beside: Beside,
  before: ShownGroups | undefined,
): ShownGroups {
  const isSame = before !== undefined && isEqual(before.keptOf, beside.keptOf) && isEqual(before.texts, beside.texts);
  return { ...beside, stored, names, groups: isSame ? before.groups : joined(stored, beside) };
}

function isEqual<V>(a: ReadonlyMap<string, V>, b: ReadonlyMap<string, V>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

function joined(stored: ReadonlyMap<string, ListedGroup>, { keptOf, texts }: Beside): ListedGroup[] {
  const partsOf = Map.groupBy(keptOf.keys(), (id) => keptOf.get(id) ?? id);
  const groups: ListedGroup[] = [];
  for (const group of stored.values()) {
    if (keptOf.has(group.id)) continue;
    const parts = partsOf.get(group.id);
    groups.push(parts === undefined ? group : withParts(group, parts, stored, texts));
  }
  return groups;
}

function withParts(
  group: ListedGroup,
  ids: readonly string[],
  stored: ReadonlyMap<string, ListedGroup>,
  texts: ReadonlyMap<string, string>,
): ListedGroup {
  const parts = ids.flatMap((id) => stored.get(id) ?? []);
  return {
    ...group,
    title: texts.get(group.id) ?? group.title,
    firstSeen: Math.min(group.firstSeen, ...parts.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(group.lastSeen, ...parts.map(({ lastSeen }) => lastSeen)),
  };
}

/** Services and families that occur in an environment, by its name. */
export type NamesOf = Map<string, { services: Set<string>; families: Set<string> }>;

/** Adds the names that these groups bring. */
export function addNames(names: NamesOf, groups: readonly ListedGroup[]): void {
  for (const { environment, service, family } of groups) {
    const own = names.get(environment) ?? { services: new Set(), families: new Set() };
    names.set(environment, own);
    own.services.add(service);
    if (family !== null) own.families.add(family);
  }
}

/**
 * Of the groups within reach, how many are shown, how many of them are muted at `now` (milliseconds since 1970), and the values
 * that occur, in order of the alphabet.
 */
export function countGroups({ groups, stored, keptOf, mutedUntil, names }: ShownGroups, now: number, reach?: Reach) {
  const within = [...names].filter(([environment]) => isWithin(reach, environment));
  const all = reach === undefined ? groups : groups.filter(({ environment }) => isWithin(reach, environment));
  const muted = [...mutedUntil].filter(([id, until]) => {
    const group = keptOf.has(id) ? undefined : stored.get(id);
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
