import { indexInSteps, type Steps, sortInSteps } from "../shared/in-steps.ts";
import type { DecidedCase } from "./correlate/regroup.ts";
import { caseKey, type DiagnoseMemory, type KnownCase } from "./diagnose-memory.ts";
import type { ExplainContext } from "./explain/context.ts";

/** A case with what its explanation rests on, and what is known of it where that is the same. */
export type Seen = {
  failure: DecidedCase;
  context: ExplainContext;
  known: KnownCase | undefined;
  /** What was explained of it before, where that may stand a little longer. */
  waiting: KnownCase | undefined;
};

/** How to go about it where there is more to explain than there is time. */
export type Patience = {
  /** Whether there is time left for what can wait. */
  mayGoOn: () => boolean;
  /** Whether people know nothing of a case yet, or something else: it comes first. */
  isNews: (failure: DecidedCase) => boolean;
  /** How many cases of which nothing is known are of use at this look at most, beside the first part; default any number. */
  room?: number;
};

/** So many cases of which nothing is known are explained at a look, whatever time that takes; then as many again while there is time. */
const AT_ONCE = 64;

/**
 * The cases in the parts in which they are asked about and explained, one after the other: all at once where nobody minds. The first
 * part holds what is known and the first few of the others; of these comes first what is news, the youngest before the others (of equals
 * those of few groups, which cost least), then what waits longest, then what happened last. What is more than there is room for is in none.
 */
export function* turnsOf(
  cases: readonly Seen[],
  { unexplained }: Pick<DiagnoseMemory, "unexplained">,
  patience: Patience | undefined,
): Steps<Seen[][]> {
  const isFresh = ({ known, waiting }: Seen) => known === undefined && waiting === undefined;
  const fresh = cases.filter(isFresh);
  if (patience === undefined || fresh.length <= AT_ONCE) return [[...cases]];
  const rank = yield* indexInSteps(fresh, (seen): [Seen, number[]] => {
    const groups = seen.failure.members.map(({ group }) => group);
    const first = Math.min(...groups.map(({ firstSeen }) => firstSeen));
    if (patience.isNews(seen.failure)) return [seen, [0, -first, groups.length]];
    const since = unexplained.get(caseKey(seen.failure))?.since ?? Number.POSITIVE_INFINITY;
    return [seen, [1, since, -Math.max(...groups.map(({ lastSeen }) => lastSeen))]];
  });
  const sorted = yield* sortInSteps(fresh, (a, b) => compare(rank.get(a) ?? [], rank.get(b) ?? []));
  const turns = [[...cases.filter((seen) => !isFresh(seen)), ...sorted.slice(0, AT_ONCE)]];
  const end = Math.min(sorted.length, AT_ONCE + (patience.room ?? sorted.length));
  for (let from = AT_ONCE; from < end; from += AT_ONCE) turns.push(sorted.slice(from, Math.min(from + AT_ONCE, end)));
  return turns;
}

/** By the first numbers that differ. */
function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((one, place) => one !== b[place]);
  return i < 0 ? 0 : (a[i] ?? 0) < (b[i] ?? 0) ? -1 : 1;
}
