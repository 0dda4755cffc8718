import type { Pool } from "pg";
import type { Reach } from "../../shared/identity.ts";
import { DAY } from "../../shared/time.ts";
import { keepNewest } from "../lib/keep-newest.ts";
import { type CheckTimes, runsIn, timesOf } from "./check-runs.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };
/** Runs of checks in memory, by the days that were asked for; of each such range, by incident and check. */
type KeptRuns = Map<string, { checks: Map<string, Kept>; many: number }>;
/** Runs as numbers, oldest first, see `runOf`; `version` tells that the rows of its days are the same. */
type Kept = { version: string; runs: Float64Array };

export type CheckTimesReader = (range: Range, reach: Reach) => Promise<CheckTimes[]>;

const MAX_RANGES = 8;
/** Of all ranges; eight bytes each. */
const MAX_RUNS = 4_000_000;

/** Reads the checks of incidents within reach that ran in a range, in no order; of what it read lately only that it is the same. */
export function createCheckTimes(pool: Pool): CheckTimesReader {
  const kept: KeptRuns = new Map();
  return async (range, reach) => {
    const days: Days = [Math.floor(range.from / DAY), Math.floor(range.to / DAY)];
    const versions = await readVersions(pool, days, reach);
    const own = kept.get(days.join("-")) ?? { checks: new Map<string, Kept>(), many: 0 };
    const isKnown = ([incidentId, checkId, version]: Version) =>
      own.checks.get(keyOf(incidentId, checkId))?.version === version;
    const fresh = await readRuns(
      pool,
      days,
      versions.filter((one) => !isKnown(one)),
    );
    for (const [key, one] of fresh) {
      own.many += one.runs.length - (own.checks.get(key)?.runs.length ?? 0);
      own.checks.set(key, one);
    }
    keepNewest(kept, days.join("-"), own, MAX_RANGES);
    const many = [...kept.values()].reduce((sum, one) => sum + one.many, 0);
    if (many > MAX_RUNS) kept.clear();
    return versions.flatMap(([incidentId, checkId]) => {
      const all = own.checks.get(keyOf(incidentId, checkId))?.runs;
      return all === undefined ? [] : timesOf({ incidentId, checkId, all }, range);
    });
  };
}

/** Days since 1970, both within. */
type Days = readonly [first: number, last: number];
type Version = [incidentId: string, checkId: string, version: string];

const keyOf = (incidentId: string, checkId: string) => `${incidentId} ${checkId}`;

/** The checks that ran on these days, each with what tells whether its rows changed: the versions of PostgreSQL itself. */
async function readVersions(pool: Pool, [first, last]: Days, reach: Reach): Promise<Version[]> {
  const { rows } = await pool.query<Version>({
    // https://www.postgresql.org/docs/current/ddl-system-columns.html
    text: `select incident_id, check_id, string_agg(xmin::text || ctid::text, ' ')
     from plumbline.check_day
     where day between $1::integer and $2::integer
       and ($3::text[] is null or incident_id in (select id from plumbline.incident where environment = any($3::text[])))
     group by incident_id, check_id`,
    values: [first, last, reach ?? null],
    rowMode: "array",
  });
  return rows;
}

async function readRuns(pool: Pool, [first, last]: Days, checks: readonly Version[]): Promise<Map<string, Kept>> {
  const runs = new Map<string, Kept>();
  if (checks.length === 0) return runs;
  const { rows } = await pool.query<{ place: number; day: number; bytes: Buffer }>(
    `select asked.place::integer as place, day, runs as bytes
     from unnest($1::text[], $2::text[]) with ordinality as asked (incident_id, check_id, place)
     join plumbline.check_day using (incident_id, check_id)
     where day between $3::integer and $4::integer`,
    [checks.map(([incidentId]) => incidentId), checks.map(([, checkId]) => checkId), first, last],
  );
  const days = Map.groupBy(rows, ({ place }) => place);
  checks.forEach(([incidentId, checkId, version], index) => {
    runs.set(keyOf(incidentId, checkId), { version, runs: runsIn(days.get(index + 1) ?? []) });
  });
  return runs;
}
