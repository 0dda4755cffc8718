import type { ErrorGroup } from "../../shared/group.ts";
import { MAX_ARRIVALS } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";
import { type KeptMinutes, minutesBetween, type OpenRange, placeOf } from "./kept-minutes.ts";
import { seenWithin } from "./load-aggregate.ts";
import { emptyFacets, type Facets } from "./load-facets.ts";
import { addedUp, type GroupRow, joinedRow, type Sample, shownSamples } from "./load-groups.ts";

/** What is stored of a group by itself, beside its minutes. */
export type Details = { row: GroupRow; samples: readonly Sample[] };
/** The words of a group that others were joined to. */
export type Text = { template: string; title: string };

/** What a group that is shown is made of: each list has an entry for the group itself, which comes first, and for each of its parts. */
export type Ingredients = {
  id: string;
  details: readonly Details[];
  minutes: readonly KeptMinutes[];
  facets: Facets | undefined;
  text: Text | undefined;
};

/** A group that is shown, with what it was made of. */
export type Made = Ingredients & {
  first: number;
  last: number;
  /** Until the window begins after the one, or ends from the other on, it would be made the same. */
  oldest: number;
  next: number;
  group: ErrorGroup;
};

/** The group as it is in these minutes; undefined where nothing of it is counted in them, or its row is gone. */
export function makeGroup({ id, ...of }: Ingredients, range: OpenRange): Made | undefined {
  const { first, last } = range;
  const [own, ...others] = of.details.map(({ row }) => row);
  const within = of.minutes.map((minutes) => minutesBetween(minutes, range));
  const perMinute = addedCounts(within);
  if (own?.id !== id || perMinute.length === 0) return undefined;
  const row = others.length === 0 ? own : joinedRow(own, others, of.text);
  const next = Math.min(
    ...of.minutes.map(({ counts }) => counts[placeOf(counts, last + 1)]?.[0] ?? Number.POSITIVE_INFINITY),
  );
  const group: ErrorGroup = {
    ...row,
    count: perMinute.reduce((sum, [, count]) => sum + count, 0),
    perMinute,
    arrivals: newestOf(within),
    samples: shownSamples(of.details.map(({ samples }) => samples)),
    ...(of.facets ?? emptyFacets()),
  };
  const isAhead = row.lastSeen >= (last + 1) * MINUTE;
  return {
    ...{ id, ...of, first, last },
    oldest: perMinute[0]?.[0] ?? first,
    next: isAhead ? last + 1 : next,
    group: seenWithin(group, last),
  };
}

/** Whether a group would be made the same of these. */
export function isMadeOf(made: Made, { details, minutes, facets, text }: Ingredients, range: OpenRange): boolean {
  return (
    isSame(details, made.details) &&
    isSame(minutes, made.minutes) &&
    made.facets === facets &&
    isSameText(made.text, text) &&
    isWithin(made, range)
  );
}

/** Whether two lists hold the same objects. */
export function isSame(a: readonly unknown[], b: readonly unknown[] | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((one, i) => one === b[i]);
}

export function isSameText(a: Text | undefined, b: Text | undefined): boolean {
  return a?.template === b?.template && a?.title === b?.title;
}

/** Whether it would be made the same for this range. */
export function isWithin({ oldest, first, next, last }: Made, range: OpenRange): boolean {
  return range.first <= oldest && range.first >= first && range.last < next && range.last >= last;
}

/** Each minute once, ascending. */
function addedCounts(minutes: readonly KeptMinutes[]): ErrorGroup["perMinute"] {
  const [only] = minutes;
  return minutes.length === 1 && only !== undefined ? only.counts : addedUp(minutes.flatMap(({ counts }) => counts));
}

function newestOf(minutes: readonly KeptMinutes[]): number[] {
  const [only] = minutes;
  const all =
    minutes.length === 1 && only !== undefined
      ? only.arrivals
      : minutes.flatMap(({ arrivals }) => arrivals).sort((a, b) => a - b);
  return all.length <= MAX_ARRIVALS ? all : all.slice(-MAX_ARRIVALS);
}
