import type { Pool } from "pg";
import { minuteOf } from "../../shared/time.ts";
import { keepNewest } from "../lib/keep-newest.ts";
import { facetsShown, type GroupActivity } from "./group-activity.ts";
import { ARRIVAL_PARTS, newestOf, readArrivals } from "./group-arrivals.ts";
import { emptyBars, type Parts } from "./group-bars.ts";
import { readCallers, readRevisions } from "./group-facets.ts";
import { type KnownMember, readKeptBars } from "./kept-bars.ts";
import { keptHours } from "./kept-hours.ts";
import {
  addToBars,
  arrivalsBetween,
  type NewestMinutes,
  reachBack,
  readNewestMinutes,
  tellArrivals,
} from "./newest-minutes.ts";
import { type ShownGroups, shownIn } from "./shown-groups.ts";
import type { ListedGroup } from "./stored-groups.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

export type KeptActivity = {
  /** The activity of these groups, as they are shown, in the range, by id; `count` bars of each. */
  read: (
    shown: ShownGroups,
    ids: readonly string[],
    range: Range,
    count: number,
  ) => Promise<Map<string, GroupActivity>>;
};

/** What is known of a group as it is shown. */
type Known = {
  /** As the directory held them when this was read: itself and what is shown in it, those seen last first. */
  parts: readonly ListedGroup[];
  newest: NewestMinutes[];
  facets: ReturnType<typeof facetsShown>;
};

/** Some kilobytes each. */
const MAX_KEPT = 2_000;
const DAY_MINUTES = 1440;

/**
 * What lists show of groups, kept in memory for those that were asked for last. A group is read anew when its directory has read anew
 * its row, or that of one that is shown in it: whoever counts an entry of a group writes its row.
 */
export function createKeptActivity(pool: Pool): KeptActivity {
  const [kept, hours] = [new Map<string, Known>(), keptHours()];
  return {
    async read(shown, ids, range, count) {
      const parts = { first: minuteOf(range.from), last: minuteOf(range.to), count };
      const known = await readKnown(pool, kept, shown, { ids, first: parts.first });
      const without = (tells: (newest: NewestMinutes) => boolean) =>
        ids.filter((id) => known.get(id)?.newest.every(tells) !== true);
      const loud = without((newest) => reachBack(newest, parts.first));
      const far = without((newest) => tellArrivals(newest, parts.first, parts.last));
      const [bars, arrivals] = await Promise.all([
        loud.length === 0 ? undefined : readKeptBars(pool, hours, membersOf(known, loud), parts),
        far.length === 0 ? undefined : readArrivals(pool, far, range),
      ]);
      const isFar = new Set(far);
      const activity = new Map<string, GroupActivity>();
      for (const [id, { newest, facets }] of known) {
        activity.set(id, {
          bars: bars?.get(id) ?? barsOf(newest, parts),
          arrivals: isFar.has(id) ? (arrivals?.get(id) ?? []) : arrivalsOf(newest, parts),
          ...facets,
        });
      }
      return activity;
    },
  };
}

type Asked = { ids: readonly string[]; first: number };

async function readKnown(
  pool: Pool,
  kept: Map<string, Known>,
  shown: ShownGroups,
  { ids, first }: Asked,
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  const unknown = new Map<string, ListedGroup[]>();
  for (const id of ids) {
    const [parts, before] = [shownIn(shown, id), kept.get(id)];
    if (before !== undefined && isSame(before.parts, parts) && before.newest.every(({ since }) => since <= first)) {
      known.set(id, before);
    } else unknown.set(id, parts);
  }
  if (unknown.size > 0) {
    // From the start of a day on: what is asked next begins a little later.
    const since = first - (first % DAY_MINUTES);
    for (const [id, one] of await readFresh(pool, unknown, since)) known.set(id, one);
  }
  for (const [id, one] of known) keepNewest(kept, id, one, MAX_KEPT);
  return known;
}

function isSame(before: readonly ListedGroup[], parts: readonly ListedGroup[]): boolean {
  return before.length === parts.length && before.every((one, place) => one === parts[place]);
}

async function readFresh(
  pool: Pool,
  unknown: ReadonlyMap<string, readonly ListedGroup[]>,
  since: number,
): Promise<Map<string, Known>> {
  const ids = [...unknown.keys()];
  const partIds = [...unknown.values()].flatMap((parts) => parts.map(({ id }) => id));
  const [minutes, revisions, callers] = await Promise.all([
    readNewestMinutes(pool, partIds, since),
    readRevisions(pool, ids),
    readCallers(pool, ids),
  ]);
  return new Map(
    [...unknown].map(([id, parts]) => [
      id,
      {
        parts,
        newest: parts.flatMap((part) => minutes.get(part.id) ?? []),
        facets: facetsShown(revisions.get(id), callers.get(id)),
      },
    ]),
  );
}

/** All that is shown in these groups. */
function membersOf(known: ReadonlyMap<string, Known>, ids: readonly string[]): KnownMember[] {
  return ids.flatMap((keptId) => {
    const { parts, newest } = known.get(keptId) ?? { parts: [], newest: [] };
    return newest.flatMap((one, place) => {
      const id = parts[place]?.id;
      return id === undefined ? [] : [{ id, keptId, newest: one }];
    });
  });
}

function barsOf(newest: readonly NewestMinutes[], parts: Parts): number[] {
  const bars = emptyBars(parts.count);
  for (const one of newest) addToBars(bars, one, parts);
  return bars;
}

function arrivalsOf(newest: readonly NewestMinutes[], { first, last }: Parts): number[] {
  return newestOf(newest.slice(0, ARRIVAL_PARTS).flatMap((one) => arrivalsBetween(one, first, last)));
}
