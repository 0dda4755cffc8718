import type { PoolClient } from "pg";
import type { ErrorGroup } from "../../shared/group.ts";
import { MAX_ARRIVALS } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";
import type { Breathe } from "../lib/breathe.ts";
import type { Changes } from "./changed-since.ts";
import { readJoinedTexts, readParts } from "./group-parts.ts";
import {
  type KeptMinutes,
  NO_MINUTES,
  type OpenRange,
  placeOf,
  readKeptMinutes,
  withNewer,
  withoutOlder,
} from "./kept-minutes.ts";
import { seenWithin } from "./load-aggregate.ts";
import { emptyFacets, type Facets, readFacets } from "./load-facets.ts";
import {
  addedUp,
  byAppearance,
  familiesOf,
  type GroupRow,
  joinedRow,
  readGroupRows,
  readSampleRows,
  type Sample,
  shownSamples,
} from "./load-groups.ts";

/** The groups of a window, kept in memory; a group of which nothing changed stays the same object. */
export type KeptGroups = {
  /** Reads what changed, or everything where that is not known. */
  update: (client: PoolClient, changes: Changes | undefined, range: OpenRange) => Promise<void>;
  /** The groups that are shown and have a count in these minutes, by first appearance, then id. */
  within: (range: OpenRange, breathe: Breathe) => Promise<ErrorGroup[]>;
};

type Details = { row: GroupRow; samples: readonly Sample[] };
type Text = { template: string; title: string };

/** What a group that is shown was made of. */
type Made = {
  parts: readonly string[];
  details: readonly Details[];
  minutes: readonly KeptMinutes[];
  facets: Facets | undefined;
  text: Text | undefined;
  first: number;
  last: number;
  /** Until the window begins after the one, or ends from the other on, it would be made the same. */
  oldest: number;
  next: number;
  group: ErrorGroup;
};

/** An empty memory. */
export function keptGroups(): KeptGroups {
  let keptOf: ReadonlyMap<string, string> = new Map();
  let texts: ReadonlyMap<string, Text> = new Map();
  const minutes = new Map<string, KeptMinutes>();
  const details = new Map<string, Details>();
  const facets = new Map<string, Facets>();
  const families = new Map<string, readonly string[]>();
  const made = new Map<string, Made>();
  let order: string[] = [];

  const readMinutes = async (client: PoolClient, changes: Changes | undefined, range: OpenRange) => {
    if (changes === undefined) {
      minutes.clear();
      for (const [id, all] of await readKeptMinutes(client, null, range)) minutes.set(id, all);
      return;
    }
    const isWhole = (id: string) => changes.late.has(id) || !minutes.has(id);
    const whole = [...new Set([...changes.groups, ...changes.late])].filter(isWhole);
    const partly = changes.groups.filter((id) => !isWhole(id));
    const from = Math.max(changes.recent, range.first);
    const newer = await readKeptMinutes(client, partly, { first: from, last: range.last });
    for (const id of partly) minutes.set(id, withNewer(minutes.get(id) ?? NO_MINUTES, newer.get(id), from, range));
    for (const [id, all] of await readKeptMinutes(client, whole, range)) minutes.set(id, all);
    for (const [id, known] of minutes) {
      const kept = withoutOlder(known, range.first);
      if (kept.counts.length === 0) minutes.delete(id);
      else if (kept !== known) minutes.set(id, kept);
    }
  };

  /** Which groups are shown, each with its parts, and which of these are not as they were. */
  const settleFamilies = async (client: PoolClient, changed: ReadonlySet<string>): Promise<string[]> => {
    keptOf = await readParts(client);
    const shown = new Set([...minutes.keys()].map((id) => keptOf.get(id) ?? id));
    const now = familiesOf([...shown], keptOf);
    const stale = [...now].filter(
      ([id, ids]) => !isSame(ids, families.get(id)) || ids.some((part) => changed.has(part)),
    );
    for (const id of families.keys()) if (!now.has(id)) forget(id);
    for (const [id, ids] of now) families.set(id, ids);
    texts = await readJoinedTexts(client, [...new Set(keptOf.values())]);
    return stale.map(([id]) => id);
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

  /** Whether a group without parts is what it was made of: so are nearly all, and nothing is made to see it. */
  const isAlone = (id: string, known: Made, range: OpenRange): boolean =>
    known.parts.length === 1 &&
    known.details[0] === details.get(id) &&
    known.minutes[0] === minutes.get(id) &&
    known.facets === facets.get(id) &&
    isSameText(known.text, texts.get(id)) &&
    isWithin(known, range);

  const shownGroup = (id: string, parts: readonly string[], range: OpenRange): Made | undefined => {
    const known = made.get(id);
    if (known !== undefined && parts.length === 1 && isAlone(id, known, range)) return known;
    const own = parts.flatMap((part) => details.get(part) ?? []);
    const counted = parts.flatMap((part) => minutes.get(part) ?? []);
    const isKnown =
      known !== undefined &&
      isSame(own, known.details) &&
      isSame(counted, known.minutes) &&
      known.facets === facets.get(id) &&
      isSameText(known.text, texts.get(id));
    if (isKnown && isWithin(known, range)) return known;
    const fresh = makeGroup(
      { id, parts, details: own, minutes: counted, facets: facets.get(id), text: texts.get(id) },
      range,
    );
    if (fresh === undefined) made.delete(id);
    else made.set(id, fresh);
    return fresh;
  };

  /** All that is shown, that of the last time in its order: what is sorted nearly is sorted soon. */
  const inLastOrder = (): string[] => {
    const known = new Set(order);
    return [...order, ...[...families.keys()].filter((id) => !known.has(id))];
  };

  return {
    async update(client, changes, range) {
      if (changes === undefined) for (const memory of [details, facets, families, made]) memory.clear();
      await readMinutes(client, changes, range);
      const changed = new Set([...(changes?.groups ?? []), ...(changes?.late ?? [])]);
      const stale = await settleFamilies(client, changed);
      const parts = stale.flatMap((id) => families.get(id) ?? []);
      await readDetails(
        client,
        parts.filter((id) => changed.has(id) || !details.has(id)),
      );
      const lists = await readFacets(client, new Map(stale.map((id) => [id, families.get(id) ?? []])));
      for (const id of stale) facets.set(id, lists.get(id) ?? emptyFacets());
    },
    async within(range, breathe) {
      const groups: ErrorGroup[] = [];
      for (const id of inLastOrder()) {
        const parts = families.get(id);
        const shown = parts === undefined ? undefined : shownGroup(id, parts, range);
        if (shown !== undefined) groups.push(shown.group);
        const pause = breathe();
        if (pause !== undefined) await pause;
      }
      groups.sort(byAppearance);
      order = groups.map(({ id }) => id);
      return groups;
    },
  };
}

/** Whether it would be made the same for this range. */
function isWithin({ oldest, first, next, last }: Made, range: OpenRange): boolean {
  return range.first <= oldest && range.first >= first && range.last < next && range.last >= last;
}

type Parts = Pick<Made, "parts" | "details" | "minutes" | "facets" | "text"> & { id: string };

/** Undefined where nothing of it is counted within the window, or its row is gone. */
function makeGroup({ id, ...of }: Parts, { first, last }: OpenRange): Made | undefined {
  const [own, ...others] = of.details.map(({ row }) => row);
  const ranges = of.minutes.map(({ counts }) => counts.slice(placeOf(counts, first), placeOf(counts, last + 1)));
  const perMinute = of.minutes.length === 1 ? (ranges[0] ?? []) : addedUp(ranges.flat()).sort(([a], [b]) => a - b);
  if (own?.id !== id || perMinute.length === 0) return undefined;
  const row = others.length === 0 ? own : joinedRow(own, others, of.text);
  const next = Math.min(
    ...of.minutes.map(({ counts }) => counts[placeOf(counts, last + 1)]?.[0] ?? Number.POSITIVE_INFINITY),
  );
  const group: ErrorGroup = {
    ...row,
    count: perMinute.reduce((sum, [, count]) => sum + count, 0),
    perMinute,
    arrivals: arrivalsWithin(of.minutes, first, last),
    samples: shownSamples(of.details.map(({ samples }) => samples)),
    ...(of.facets ?? emptyFacets()),
  };
  const isAhead = row.lastSeen >= (last + 1) * MINUTE;
  return {
    ...of,
    first,
    last,
    oldest: perMinute[0]?.[0] ?? first,
    next: isAhead ? last + 1 : next,
    group: seenWithin(group, last),
  };
}

function arrivalsWithin(minutes: readonly KeptMinutes[], first: number, last: number): number[] {
  const times: number[] = [];
  for (const { arrivals } of minutes) {
    for (const [minute, list] of arrivals) if (minute >= first && minute <= last) for (const at of list) times.push(at);
  }
  return times.sort((a, b) => a - b).slice(-MAX_ARRIVALS);
}

function isSame(a: readonly unknown[], b: readonly unknown[] | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((one, i) => one === b[i]);
}

function isSameText(a: Text | undefined, b: Text | undefined): boolean {
  return a?.template === b?.template && a?.title === b?.title;
}
