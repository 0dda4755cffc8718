import type { PoolClient } from "pg";
import type { ErrorGroup } from "../../shared/group.ts";
import type { Breathe } from "../lib/breathe.ts";
import type { Changes } from "./changed-since.ts";
import { readJoinedTexts, readParts } from "./group-parts.ts";
import { stretchesOf } from "./in-parts.ts";
import {
  type KeptMinutes,
  NO_MINUTES,
  type OpenRange,
  readKeptMinutes,
  withNewer,
  withoutOlder,
} from "./kept-minutes.ts";
import { emptyFacets, type Facets, readFacets } from "./load-facets.ts";
import { byAppearance, readGroupRows, readSampleRows } from "./load-groups.ts";
import {
  type Details,
  type Ingredients,
  isMadeOf,
  isSame,
  isSameText,
  isWithin,
  type Made,
  makeGroup,
  type Text,
} from "./made-groups.ts";

/** The groups of a window, kept in memory; a group of which nothing changed stays the same object. */
export type KeptGroups = {
  /** Reads what changed, or everything where that is not known. */
  update: (client: PoolClient, changes: Changes | undefined, range: OpenRange, breathe: Breathe) => Promise<void>;
  /** The groups that are shown and have a count in these minutes, by first appearance, then id. */
  within: (range: OpenRange, breathe: Breathe) => Promise<ErrorGroup[]>;
};

/** Groups of which everything is read at once. */
const AT_ONCE = 500;

/** An empty memory. */
export function keptGroups(): KeptGroups {
  let texts: ReadonlyMap<string, Text> = new Map();
  const minutes = new Map<string, KeptMinutes>();
  const details = new Map<string, Details>();
  const facets = new Map<string, Facets>();
  /** Groups that are shown, each with all whose counts are shown in it, itself first. */
  const families = new Map<string, readonly string[]>();
  const made = new Map<string, Made>();
  let order: string[] = [];

  const readMinutes = async (client: PoolClient, changes: Changes | undefined, range: OpenRange, breathe: Breathe) => {
    if (changes === undefined) {
      minutes.clear();
      for await (const [id, all] of readKeptMinutes(client, null, range)) minutes.set(id, all);
      return;
    }
    const isWhole = (id: string) => changes.late.has(id) || !minutes.has(id);
    const whole = [...new Set([...changes.groups, ...changes.late])].filter(isWhole);
    const from = Math.max(changes.recent, range.first);
    const partly = new Set(changes.groups.filter((id) => !isWhole(id)));
    for await (const [id, newer] of readKeptMinutes(client, [...partly], { first: from, last: range.last })) {
      minutes.set(id, withNewer(minutes.get(id) ?? NO_MINUTES, newer, from, range));
      partly.delete(id);
    }
    for (const id of partly) minutes.set(id, withNewer(minutes.get(id) ?? NO_MINUTES, undefined, from, range));
    for await (const [id, all] of readKeptMinutes(client, whole, range)) minutes.set(id, all);
    for (const [id, known] of minutes) {
      const kept = withoutOlder(known, range.first);
      if (kept.counts.length === 0) minutes.delete(id);
      else if (kept !== known) minutes.set(id, kept);
      const pause = breathe();
      if (pause !== undefined) await pause;
    }
  };

  /** Which groups are shown, each with its parts, and which of these are not as they were. */
  const settleFamilies = async (
    client: PoolClient,
    changed: ReadonlySet<string>,
    breathe: Breathe,
  ): Promise<string[]> => {
    const keptOf = await readParts(client);
    const partsOf = Map.groupBy(keptOf.keys(), (id) => keptOf.get(id));
    const shown = new Set<string>();
    const stale: string[] = [];
    for (const counted of minutes.keys()) {
      const id = keptOf.get(counted) ?? counted;
      if (shown.has(id)) continue;
      shown.add(id);
      const known = families.get(id);
      const now = [id, ...(partsOf.get(id) ?? [])];
      const isKnown = isSame(now, known);
      if (!isKnown) families.set(id, now);
      if (!isKnown || now.some((part) => changed.has(part))) stale.push(id);
      const pause = breathe();
      if (pause !== undefined) await pause;
    }
    for (const id of families.keys()) if (!shown.has(id)) forget(id);
    texts = await readJoinedTexts(client, [...new Set(keptOf.values())]);
    return stale;
  };

  const forget = (id: string) => {
    for (const part of families.get(id) ?? []) if (!minutes.has(part)) details.delete(part);
    families.delete(id);
    facets.delete(id);
    made.delete(id);
  };

  const readDetails = async (client: PoolClient, ids: readonly string[]) => {
    const rows = await readGroupRows(client, ids);
    const samples = await readSampleRows(client, ids);
    for (const id of ids) {
      const row = rows.get(id);
      if (row === undefined) details.delete(id);
      else details.set(id, { row, samples: samples.get(id) ?? [] });
    }
  };

  /** What these groups are made of beside their minutes, but for what is known of parts of which nothing changed. */
  const readStale = async (client: PoolClient, ids: readonly string[], changed: ReadonlySet<string>) => {
    const parts = ids.flatMap((id) => families.get(id) ?? []);
    await readDetails(
      client,
      parts.filter((id) => changed.has(id) || !details.has(id)),
    );
    const lists = await readFacets(client, new Map(ids.map((id) => [id, families.get(id) ?? []])));
    for (const id of ids) facets.set(id, lists.get(id) ?? emptyFacets());
  };

  /** Whether a group without parts is what it was made of: so are nearly all, and nothing is made to see it. */
  const isAlone = (id: string, known: Made, range: OpenRange): boolean =>
    known.details[0] === details.get(id) &&
    known.minutes[0] === minutes.get(id) &&
    known.facets === facets.get(id) &&
    isSameText(known.text, texts.get(id)) &&
    isWithin(known, range);

  const ingredientsOf = (id: string, parts: readonly string[]): Ingredients => ({
    id,
    details: knownOf(parts, details),
    minutes: knownOf(parts, minutes),
    facets: facets.get(id),
    text: texts.get(id),
  });

  const shownGroup = (id: string, parts: readonly string[], range: OpenRange): Made | undefined => {
    const known = made.get(id);
    const wasAlone = known?.details.length === 1 && known.minutes.length === 1;
    if (wasAlone && parts.length === 1 && isAlone(id, known, range)) return known;
    const now = ingredientsOf(id, parts);
    if (known !== undefined && isMadeOf(known, now, range)) return known;
    const fresh = makeGroup(now, range);
    if (fresh === undefined) made.delete(id);
    else made.set(id, fresh);
    return fresh;
  };

  return {
    async update(client, changes, range, breathe) {
      if (changes === undefined) for (const memory of [details, facets, families, made]) memory.clear();
      await readMinutes(client, changes, range, breathe);
      const changed = new Set([...(changes?.groups ?? []), ...(changes?.late ?? [])]);
      const stale = await settleFamilies(client, changed, breathe);
      for (const ids of stretchesOf(stale, AT_ONCE)) await readStale(client, ids, changed);
    },
    async within(range, breathe) {
      const groups: ErrorGroup[] = [];
      const seen = new Set<string>();
      const show = async (ids: Iterable<string>) => {
        for (const id of ids) {
          const parts = seen.has(id) ? undefined : families.get(id);
          const shown = parts === undefined ? undefined : shownGroup(id, parts, range);
          seen.add(id);
          if (shown !== undefined) groups.push(shown.group);
          const pause = breathe();
          if (pause !== undefined) await pause;
        }
      };
      // That of the last time in its order: what is sorted nearly is sorted soon.
      await show(order);
      await show(families.keys());
      groups.sort(byAppearance);
      order = groups.map(({ id }) => id);
      return groups;
    },
  };
}

/** What is known of these, in a list that has no room for more: tens of thousands are kept. */
function knownOf<T extends object>(ids: readonly string[], known: ReadonlyMap<string, T>): T[] {
  return ids.flatMap((id) => known.get(id) ?? []).slice();
}
