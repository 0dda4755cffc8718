import type { Pool } from "pg";
import { BARS } from "../../server/api/group-list.ts";
import { groupsAlsoIn, wasSeen } from "../../server/store/same-signature.ts";
import type { GroupFilter, GroupSummary } from "../../shared/api-groups.ts";
import type { Cadence } from "../../shared/group.ts";
import { isWithin, type Reach } from "../../shared/identity.ts";
import { minuteOf, SECOND, toIso } from "../../shared/time.ts";
import { readActivity } from "./read-activity.ts";

type Range = { from: number; to: number };
type Asked = { filter: GroupFilter; range: Range; reach: Reach; now: number };
type Row = Pick<GroupSummary, "id" | "environment" | "service" | "kind" | "title" | "family"> & {
  firstSeen: number;
  lastSeen: number;
  mutedUntil: number | null;
};
type Minute = { minute: number; count: number; arrivals: number[] };

/** What stands for a rhythm: whatever is not the same about these arrivals and callers is not the same in it. */
export function cadenceOf(arrivals: readonly number[], callers: readonly { count: number }[]): Cadence {
  return {
    periodSeconds: arrivals.length,
    jitterSeconds: arrivals.reduce((sum, at, place) => sum + at * (place + 1), 0),
    confidence: callers.length,
    isClockLocked: false,
    caller: JSON.stringify(callers),
    nextExpectedAt: 0,
  };
}

/**
 * The groups of a range, of the environments staging and production, the reference, out of all rows of the store, and how many match:
 * what a list says that keeps nothing, packs nothing and looks through everything.
 */
export async function listPlainly(
  pool: Pool,
  { filter, range, reach, now }: Asked,
): Promise<{ groups: GroupSummary[]; matching: number }> {
  const { sort = "last-seen", limit = 500, offset = 0, state = "all" } = filter;
  const all = await minutesByGroup(pool);
  const listed = [];
  for (const row of await rowsOf(pool)) {
    const minutes = all.get(row.id) ?? [];
    const isMuted = (row.mutedUntil ?? 0) > now;
    const lastSeen = seenBy(row, minutes, now);
    const inRange = minutes.filter(({ minute }) => minute >= minuteOf(range.from) && minute <= minuteOf(range.to));
    if (!isWithin(reach, row.environment) || (state !== "all" && isMuted !== (state === "muted"))) continue;
    if (row.firstSeen > range.to || lastSeen < range.from) continue;
    if (row.lastSeen > range.to && inRange.length === 0) continue;
    const count = inRange.reduce((sum, one) => sum + one.count, 0);
    listed.push({ ...row, mutedUntil: isMuted ? row.mutedUntil : null, lastSeen, count });
  }
  const keyOf = { count: "count", "last-seen": "lastSeen", "first-seen": "firstSeen" } as const;
  listed.sort((a, b) => b[keyOf[sort]] - a[keyOf[sort]] || (a.id < b.id ? -1 : 1));
  const page = listed.slice(offset, offset + limit);
  return { groups: await summaries(pool, page, range), matching: listed.length };
}

async function rowsOf(pool: Pool): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `select
       id, environment, service, kind, title, family, first_seen as "firstSeen", last_seen as "lastSeen",
       extract(epoch from until)::double precision * 1000 as "mutedUntil"
     from plumbline.shown_group left join plumbline.group_mute on group_id = id`,
  );
  return rows;
}

/** Minutes of all groups, by the group in which they are shown. */
async function minutesByGroup(pool: Pool): Promise<Map<string, Minute[]>> {
  const { rows } = await pool.query<Minute & { keptId: string }>(
    `select coalesce(kept_id, group_id) as "keptId", minute, count, arrivals
     from plumbline.group_minute left join plumbline.group_part on member_id = group_id`,
  );
  return Map.groupBy(rows, ({ keptId }) => keptId);
}

/** The last entry that has come; what is up to 5 s ahead is taken for a clock that runs a little differently. */
function seenBy({ firstSeen, lastSeen }: Row, minutes: readonly Minute[], now: number): number {
  if (lastSeen <= now + 5 * SECOND) return lastSeen;
  const past = minutes.flatMap(({ arrivals }) => arrivals).filter((at) => at <= now);
  return past.length === 0 ? Math.min(firstSeen, now) : Math.max(...past);
}

async function summaries(pool: Pool, page: (Row & { count: number })[], range: Range): Promise<GroupSummary[]> {
  const ids = page.map(({ id }) => id);
  const activity = await readActivity(pool, ids, range, BARS);
  const twins = await groupsAlsoIn(pool, ids, "production", range);
  const absent = (await wasSeen(pool, "production", range)) ? "no" : "unseen";
  return page.map(({ firstSeen, lastSeen, mutedUntil, ...row }) => {
    const { bars = [], arrivals = [], callers = [], revisions = [], revisionCount = 0 } = activity.get(row.id) ?? {};
    const { periodSeconds = 0, jitterSeconds = 0, confidence = 0, caller } = cadenceOf(arrivals, callers);
    return {
      ...row,
      ...{ firstSeen: toIso(firstSeen), lastSeen: toIso(lastSeen) },
      cadence: { periodSeconds, jitterSeconds, confidence, caller },
      ...{ revisions, revisionCount, bars },
      sameInReference: row.environment === "production" ? "is-reference" : twins.has(row.id) ? "yes" : absent,
      mutedUntil: mutedUntil === null ? null : toIso(mutedUntil),
    };
  });
}
