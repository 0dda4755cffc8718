import type { ErrorEvent } from "../shared/events.ts";
import type { ErrorGroup } from "../shared/group.ts";
import { keepNewest } from "./lib/keep-newest.ts";
import { spreadInTime } from "./store/merge-samples.ts";

/** Groups that are remembered; of more, those that failed last. */
const MAX_GROUPS = 50_000;
/** Traces that a group keeps in the store. */
const MAX_TRACES = 500;

/** A sample that was told; all are as good as each other. */
type ToldSample = { at: number; hash: "" };
type Told = { samples: ToldSample[]; traces: number };

/** What it does to groups of one batch after another. */
export type Thinner = {
  /** The groups without what the store would not keep of them. */
  thin: (groups: ErrorGroup[]) => ErrorGroup[];
  /** Takes note of thinned groups that are stored, or will be. */
  told: (groups: readonly ErrorGroup[]) => void;
};

/**
 * Leaves out of a stream of batches what the store would not keep of them: of a group that told enough before, samples that lie close to
 * others (its newest never does), and traces. Counts stay whole.
 */
export function createThinner(): Thinner {
  const told = new Map<string, Told>();
  return {
    thin: (groups) => groups.map((group) => thinned(group, told.get(group.id))),
    told(groups) {
      for (const { id, samples, traces } of groups) {
        const before = told.get(id) ?? NOTHING_TOLD;
        const kept = spreadInTime([...before.samples, ...samples.map(toldSample)]);
        keepNewest(told, id, { samples: kept, traces: before.traces + traces.length }, MAX_GROUPS);
      }
    },
  };
}

const NOTHING_TOLD: Told = { samples: [], traces: 0 };

function toldSample({ at }: Pick<ErrorEvent, "at">): ToldSample {
  return { at, hash: "" };
}

function thinned(group: ErrorGroup, before = NOTHING_TOLD): ErrorGroup {
  const fresh = new Map(group.samples.map((sample) => [toldSample(sample), sample]));
  const samples = spreadInTime([...before.samples, ...fresh.keys()]).flatMap((one) => fresh.get(one) ?? []);
  return { ...group, samples, traces: before.traces >= MAX_TRACES ? [] : group.traces };
}
