import type { Pool } from "pg";
import { OUTCOMES, type Outcome } from "../../shared/check.ts";
import type { Reach } from "../../shared/identity.ts";
import { DAY } from "../../shared/time.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };
export type RunAt = { at: number; outcome: Outcome };

/** The runs of a check of an incident in a range: as numbers, oldest first, see `runOf`; never empty. */
export type CheckTimes = { incidentId: string; checkId: string; runs: Float64Array; last: RunAt };

/** Of one run in plumbline.check_day: its millisecond of the day in 4 bytes, the first letter of its outcome in 1. */
const BYTES_PER_RUN = 5;
const MAX_CHANGES = 20;
/** The place of an outcome by its first letter. */
const PLACES = Uint8Array.from({ length: 256 }, (_, letter) =>
  Math.max(
    0,
    OUTCOMES.findIndex((outcome) => outcome.charCodeAt(0) === letter),
  ),
);

type Row = [incidentId: string, checkId: string, day: number, runs: Buffer];

/** The checks of incidents within reach that ran in the range; in no order. */
export async function readCheckTimes(pool: Pool, range: Range, reach: Reach): Promise<CheckTimes[]> {
  const { rows } = await pool.query<Row>({
    text: `select incident_id, check_id, day, runs
     from plumbline.check_day
     where day between $1::integer and $2::integer
       and ($3::text[] is null or incident_id in (select id from plumbline.incident where environment = any($3::text[])))`,
    values: [Math.floor(range.from / DAY), Math.floor(range.to / DAY), reach ?? null],
    rowMode: "array",
  });
  const days = Map.groupBy(rows, ([incidentId, checkId]) => `${incidentId} ${checkId}`);
  return [...days.values()].flatMap((own) => timesOf(own, range) ?? []);
}

/** Undefined where no run lies within the range. */
function timesOf(days: readonly Row[], range: Range): CheckTimes | undefined {
  const runs = runsWithin(days, range);
  const [newest, first] = [runs.at(-1), days[0]];
  if (newest === undefined || first === undefined) return undefined;
  const [incidentId, checkId] = first;
  return { incidentId, checkId, runs, last: runOf(newest) };
}

/** Runs as numbers, oldest first: hundreds of each of thousands of checks are looked through, few are shown. */
function runsWithin(days: readonly Row[], { from, to }: Range): Float64Array {
  const runs = new Float64Array(days.reduce((sum, [, , , { length }]) => sum + length, 0) / BYTES_PER_RUN);
  let many = 0;
  let isOrdered = true;
  for (const [, , day, bytes] of days) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let place = 0; place + BYTES_PER_RUN <= bytes.length; place += BYTES_PER_RUN) {
      const at = day * DAY + view.getInt32(place);
      if (at < from || at > to) continue;
      const run = at * OUTCOMES.length + (PLACES[bytes[place + BYTES_PER_RUN - 1] ?? 0] ?? 0);
      isOrdered = isOrdered && (many === 0 || run >= (runs[many - 1] ?? 0));
      runs[many] = run;
      many += 1;
    }
  }
  const within = runs.subarray(0, many);
  // They are told in the order in which they ran, but for a few.
  return isOrdered ? within : within.sort();
}

const outcomeOf = (run: number) => OUTCOMES[run % OUTCOMES.length] ?? "unknown";

/** What a run as a number says. */
export function runOf(run: number): RunAt {
  return { at: Math.floor(run / OUTCOMES.length), outcome: outcomeOf(run) };
}

/** The runs that answered otherwise than the one before, the first run among them; the newest few, oldest first. */
export function changesOf(runs: Float64Array): number[] {
  const changes: number[] = [];
  // Read from the newest one back, until there are enough.
  for (let place = runs.length - 1; place >= 0 && changes.length < MAX_CHANGES; place -= 1) {
    const [run = 0, before] = [runs[place], runs[place - 1]];
    if (before === undefined || outcomeOf(before) !== outcomeOf(run)) changes.push(run);
  }
  return changes.reverse();
}
