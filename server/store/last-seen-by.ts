import type { Pool, PoolClient } from "pg";
import type { ErrorGroup } from "../../shared/group.ts";
import { minuteOf, SECOND } from "../../shared/time.ts";

/** So far clocks of a machine and its database may be apart. */
export const SAME_TIME = 5 * SECOND;

type Seen = Pick<ErrorGroup, "id" | "firstSeen" | "lastSeen">;

/** Whether a time is yet to come at `now`, both milliseconds since 1970. */
export function isAhead(at: number, now: number): boolean {
  return at > now + SAME_TIME;
}

/**
 * When each of these groups, as they are shown, was last seen up to `now` (milliseconds since 1970): entries may claim a time that is
 * yet to come, by a clock that runs ahead, and count when it has come. Of a group of which nothing else is known, its first event. Only
 * what is ahead costs a question.
 */
export async function lastSeenBy(
  pool: Pool | PoolClient,
  groups: readonly Seen[],
  now: number,
): Promise<(group: Seen) => number> {
  const ahead = groups.filter(({ lastSeen }) => isAhead(lastSeen, now));
  if (ahead.length === 0) return ({ lastSeen }) => lastSeen;
  const { rows } = await pool.query<{ id: string; at: number }>(
    `select kept_id as id, max(at) as at
     from plumbline.parts_of($1::text[])
     cross join lateral (
       select arrivals
       from plumbline.group_minute
       where group_id = member_id and minute <= $2::integer
       order by minute desc
       limit 2
     ) as newest
     cross join unnest(arrivals) as at
     where at <= $3::double precision
     group by kept_id`,
    [ahead.map(({ id }) => id), minuteOf(now), now],
  );
  const known = new Map(rows.map(({ id, at }) => [id, at]));
  return ({ id, firstSeen, lastSeen }) =>
    isAhead(lastSeen, now) ? (known.get(id) ?? Math.min(firstSeen, now)) : lastSeen;
}
