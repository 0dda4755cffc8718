import type { PoolClient } from "pg";
import { type KeptWithin, keepWithin, keptWithin } from "../lib/keep-within.ts";
import { together } from "../lib/together.ts";
import { type Member, type Parts, partOf } from "./group-bars.ts";
import { type GroupDay, type LoudDay, readLoudDays } from "./loud-days.ts";

/** Days of plumbline.loud_hour in memory, by group and day, each with the version of the pack of its day. */
export type KeptHours = KeptWithin<KeptDay>;
type KeptDay = LoudDay & { version: string };

const HOUR_MINUTES = 60;
const DAY_MINUTES = 1440;
const SLOTS_PER_HOUR = 6;
const MAX_BYTES = 4 * 1024 * 1024;
/** What a day takes beside its minutes, about. */
const BYTES_BESIDE = 600;

export function keptHours(): KeptHours {
  return keptWithin();
}

/**
 * Adds loud hours of the range to the bars of groups, and gives for each group, by id, which hours those were, ascending; hours in which
 * something changed since they were packed are not among them. A day is read once as long as the pack of its day stands: whoever packs
 * an hour anew writes both in one transaction. Within a transaction of `byIndexes`.
 */
export async function addKeptHours(
  client: PoolClient,
  kept: KeptHours,
  { members, bars, parts }: { members: readonly Member[]; bars: ReadonlyMap<string, number[]>; parts: Parts },
): Promise<Map<string, number[]>> {
  const [versions, changed] = await together(readVersions(client, parts), readChangedHours(client, parts));
  const asked = members.flatMap(({ id }) => [...versions.keys()].map((day) => ({ id, day })));
  const days = await daysOf(client, kept, asked, versions);
  const known = new Map<string, number[]>(members.map(({ id }) => [id, []]));
  const barsOf = new Map(members.map(({ id, keptId }) => [id, bars.get(keptId) ?? []]));
  asked.forEach(({ id }, place) => {
    const [own, day] = [known.get(id), days[place]];
    if (own === undefined || day === undefined) return;
    day.hours.forEach((hour, at) => {
      if (changed.has(hour) || (hour + 1) * HOUR_MINUTES <= parts.first || hour * HOUR_MINUTES > parts.last) return;
      own.push(hour);
      addHour(barsOf.get(id) ?? [], day, at, parts);
    });
  });
  return known;
}

/** Versions of the packs of days in which the range lies, by day since 1970, ascending. */
async function readVersions(client: PoolClient, { first, last }: Parts): Promise<Map<number, string>> {
  const { rows } = await client.query<{ slot: number; version: string }>({
    name: "day-versions",
    text: `select slot, version::text
     from plumbline.count_pack
     where level = 2 and slot between $1::integer / ${DAY_MINUTES} and $2::integer / ${DAY_MINUTES}
     order by slot`,
    values: [first, last],
  });
  return new Map(rows.map(({ slot, version }) => [slot, version]));
}

async function readChangedHours(client: PoolClient, { first, last }: Parts): Promise<Set<number>> {
  const { rows } = await client.query<{ hour: number }>({
    name: "changed-hours",
    text: `select distinct slot / ${SLOTS_PER_HOUR} as hour
     from plumbline.count_mark cross join unnest(slots) as slot
     where slot / ${SLOTS_PER_HOUR} between $1::integer / ${HOUR_MINUTES} and $2::integer / ${HOUR_MINUTES}`,
    values: [first, last],
  });
  return new Set(rows.map(({ hour }) => hour));
}

/** The days that were asked for, in their order. */
async function daysOf(
  client: PoolClient,
  kept: KeptHours,
  asked: readonly GroupDay[],
  versions: ReadonlyMap<number, string>,
): Promise<(LoudDay | undefined)[]> {
  const days = asked.map(({ id, day }): KeptDay | undefined => {
    const known = kept.values.get(keyOf({ id, day }));
    return known?.version === versions.get(day) ? known : undefined;
  });
  const missing = asked.flatMap((_, place) => (days[place] === undefined ? [place] : []));
  if (missing.length > 0) {
    const fresh = await readLoudDays(
      client,
      missing.flatMap((place) => asked[place] ?? []),
    );
    missing.forEach((place, index) => {
      const [day, version] = [fresh[index], versions.get(asked[place]?.day ?? 0)];
      if (day !== undefined && version !== undefined) days[place] = { ...day, version };
    });
  }
  keepDays(kept, asked, days);
  return days;
}

/** Of more days than all may be, the first ones stay: what is asked again finds those. */
function keepDays(kept: KeptHours, asked: readonly GroupDay[], days: readonly (KeptDay | undefined)[]): void {
  let bytes = 0;
  for (const [place, day] of days.entries()) {
    const one = asked[place];
    if (one === undefined || day === undefined) continue;
    bytes += bytesOf(day);
    if (bytes > MAX_BYTES) return;
    keepWithin(kept, keyOf(one), day, { bytesOf, maxBytes: MAX_BYTES });
  }
}

function keyOf({ id, day }: GroupDay): string {
  return `${day}/${id}`;
}

function bytesOf({ minutes, counts }: KeptDay): number {
  return BYTES_BESIDE + minutes.byteLength + counts.byteLength;
}

/** Adds what of an hour lies in the range to its parts. */
function addHour(bars: number[], { hours, totals, places, minutes, counts }: LoudDay, at: number, parts: Parts): void {
  const start = (hours[at] ?? 0) * HOUR_MINUTES;
  const end = start + HOUR_MINUTES - 1;
  const part = partOf(start, parts);
  if (start >= parts.first && end <= parts.last && partOf(end, parts) === part) {
    bars[part] = (bars[part] ?? 0) + (totals[at] ?? 0);
    return;
  }
  for (let place = places[at] ?? 0; place < (places[at + 1] ?? 0); place += 1) {
    const minute = start + (minutes[place] ?? 0);
    if (minute < parts.first || minute > parts.last) continue;
    const own = partOf(minute, parts);
    bars[own] = (bars[own] ?? 0) + (counts[place] ?? 0);
  }
}
