import { OUTCOMES, type Outcome } from "../../shared/check.ts";
import { firstPlace } from "../../shared/first-place.ts";
import { DAY } from "../../shared/time.ts";

export type RunAt = { at: number; outcome: Outcome };

/**
 * The runs of a check of an incident in a range: of `all`, which stays the same object while nothing is told of its days, those from the
 * place `first` to before `end`; at least one.
 */
export type CheckTimes = {
  incidentId: string;
  checkId: string;
  all: Float64Array;
  first: number;
  end: number;
  last: RunAt;
};

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

/** What rows of plumbline.check_day hold, `day` since 1970: runs as numbers, oldest first. */
export function runsIn(days: readonly Readonly<{ day: number; bytes: Buffer }>[]): Float64Array {
  const runs = new Float64Array(days.reduce((sum, { bytes }) => sum + bytes.length, 0) / BYTES_PER_RUN);
  let many = 0;
  for (const { day, bytes } of days) {
    for (let at = 0; at + BYTES_PER_RUN <= bytes.length; at += BYTES_PER_RUN) {
      const outcome = PLACES[bytes[at + BYTES_PER_RUN - 1] ?? 0] ?? 0;
      runs[many] = (day * DAY + bytes.readInt32BE(at)) * OUTCOMES.length + outcome;
      many += 1;
    }
  }
  return runs.sort();
}

/** The runs of a check within a range, both ends in milliseconds since 1970; none where no run lies within. */
export function timesOf(
  { all, ...check }: Pick<CheckTimes, "incidentId" | "checkId" | "all">,
  { from, to }: { from: number; to: number },
): CheckTimes[] {
  // A range begins and ends between two milliseconds as well.
  const [first, end] = [
    placeOf(all, Math.ceil(from) * OUTCOMES.length),
    placeOf(all, (Math.floor(to) + 1) * OUTCOMES.length),
  ];
  return first < end ? [{ ...check, all, first, end, last: runOf(all[end - 1] ?? 0) }] : [];
}

/** The place of the first run that is not before this one. */
function placeOf(runs: Float64Array, run: number): number {
  return firstPlace(runs.length, (place) => (runs[place] ?? 0) >= run);
}

const outcomeOf = (run: number) => OUTCOMES[run % OUTCOMES.length] ?? "unknown";

/** What a run as a number says. */
export function runOf(run: number): RunAt {
  return { at: Math.floor(run / OUTCOMES.length), outcome: outcomeOf(run) };
}

/** The runs that answered otherwise than the one before, the first run of the range among them; the newest few, oldest first. */
export function changesOf({ all, first, end }: CheckTimes): number[] {
  const changes: number[] = [];
  // Read from the newest one back, until there are enough.
  for (let place = end - 1; place >= first && changes.length < MAX_CHANGES; place -= 1) {
    const run = all[place] ?? 0;
    if (place === first || outcomeOf(all[place - 1] ?? 0) !== outcomeOf(run)) changes.push(run);
  }
  return changes.reverse();
}
