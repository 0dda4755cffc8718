import type { Pool } from "pg";
import type { Caller } from "../../shared/events.ts";
import { minuteOf } from "../../shared/time.ts";
import { readBars } from "./group-bars.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** What a list shows of a group beside its row. */
export type GroupActivity = {
  /** Entries in equal parts of the range. */
  bars: number[];
  /** The newest first, a few; `revisionCount` is all of them. */
  revisions: string[];
  revisionCount: number;
  /** When the newest entries of the range came, milliseconds since 1970, ascending, and who sent most. */
  arrivals: number[];
  callers: (Caller & { count: number })[];
};

/** Enough to see a rhythm; a minute may hold up to 2000. */
const ARRIVAL_MINUTES = 90;
/** Of the groups that are shown as one, those seen last. */
const ARRIVAL_PARTS = 20;
const MAX_ARRIVALS = 400;
const MAX_CALLERS = 5;
const MAX_REVISIONS = 3;

/** The activity of these groups in the range, by id. */
export async function readActivity(
  pool: Pool,
  ids: string[],
  range: Range,
  barCount: number,
): Promise<Map<string, GroupActivity>> {
  const activity = new Map(ids.map((id) => [id, emptyActivity(barCount)]));
  await Promise.all([
    addBars(pool, activity, range, barCount),
    addArrivals(pool, activity, range),
    addRevisions(pool, activity),
    addCallers(pool, activity),
  ]);
  return activity;
}

function emptyActivity(barCount: number): GroupActivity {
  const bars = Array.from({ length: barCount }, () => 0);
  return { bars, revisions: [], revisionCount: 0, arrivals: [], callers: [] };
}

type Activities = Map<string, GroupActivity>;

async function addBars(pool: Pool, activity: Activities, range: Range, barCount: number): Promise<void> {
  const bars = await readBars(pool, [...activity.keys()], range, barCount);
  for (const [id, counts] of bars) {
    const one = activity.get(id);
    if (one !== undefined) one.bars = counts;
  }
}

async function addArrivals(pool: Pool, activity: Activities, { from, to }: Range): Promise<void> {
  const { rows } = await pool.query<{ id: string; arrivals: string }>(
    `select kept_id as id, string_agg(array_to_string(arrivals, ','), ',') as arrivals
     from (
       select
         member_id, kept_id,
         row_number() over (partition by kept_id order by last_seen desc, member_id) as place
       from plumbline.parts_of($1::text[])
       join plumbline.error_group on id = member_id
     ) as part
     cross join lateral (
       select case when cardinality(arrivals) > $6 then arrivals[cardinality(arrivals) - $6 + 1:] else arrivals end as arrivals
       from (
         select
           arrivals,
           coalesce(sum(count) over (order by minute desc rows between unbounded preceding and 1 preceding), 0) as newer
         from (
           select minute, count, arrivals
           from plumbline.group_minute
           where group_id = member_id and minute between $2::integer and $3::integer
           order by minute desc
           limit $4::integer
         ) as newest
       ) as minutes
       where newer < $6::integer
     ) as enough
     where place <= $5::integer
     group by kept_id`,
    [[...activity.keys()], minuteOf(from), minuteOf(to), ARRIVAL_MINUTES, ARRIVAL_PARTS, MAX_ARRIVALS],
  );
  for (const { id, arrivals } of rows) {
    const one = activity.get(id);
    // An empty list stands for minutes whose arrivals were not kept.
    const times = arrivals.split(",").flatMap((time) => (time === "" ? [] : [Number(time)]));
    if (one !== undefined) one.arrivals = times.sort((x, y) => x - y).slice(-MAX_ARRIVALS);
  }
}

async function addRevisions(pool: Pool, activity: Activities): Promise<void> {
  const { rows } = await pool.query<{ id: string; name: string; all: number }>(
    `select group_id as id, value as name, "all"
     from (
       select *,
         row_number() over (partition by group_id order by last_seen desc, first_seen desc, value::text) as place,
         count(*) over (partition by group_id)::integer as "all"
       from (
         ${facetsOf("revision")}
       ) as facet
     ) as ranked
     where place <= $2::integer
     order by group_id, place`,
    [[...activity.keys()], MAX_REVISIONS],
  );
  for (const { id, name, all } of rows) {
    const one = activity.get(id);
    one?.revisions.push(name);
    if (one !== undefined) one.revisionCount = all;
  }
}

async function addCallers(pool: Pool, activity: Activities): Promise<void> {
  const { rows } = await pool.query<{ id: string; caller: Caller; count: number }>(
    `select group_id as id, value as caller, count::double precision as count
     from (
       select *, row_number() over (partition by group_id order by count desc, value::text) as place
       from (
         ${facetsOf("caller")}
       ) as facet
     ) as ranked
     where place <= $2::integer
     order by group_id, place`,
    [[...activity.keys()], MAX_CALLERS],
  );
  for (const { id, caller, count } of rows) activity.get(id)?.callers.push({ ...caller, count });
}

/** One row for each facet of the groups of $1; those of groups that are shown as one are added up. */
function facetsOf(kind: "revision" | "caller"): string {
  return `select
           kept_id as group_id, min(value::text)::json as value, sum(count) as count, min(first_seen) as first_seen,
           max(last_seen) as last_seen
         from plumbline.parts_of($1::text[])
         join plumbline.group_facet on group_id = member_id
         where kind = '${kind}'
         group by kept_id, hash`;
}
