import { type ErrorGroup, MAX_SAMPLES } from "../shared/group.ts";

/** Groups that are remembered; a flood of made-up ones starts anew. */
const MAX_GROUPS = 50_000;
/** Traces that a group keeps in the store. */
const MAX_TRACES = 500;

type Told = { samples: number; traces: number };

/** What it does to groups of one batch after another. */
export type Thinner = {
  /** The groups without what the store would not keep of them. */
  thin: (groups: ErrorGroup[]) => ErrorGroup[];
  /** Takes note of thinned groups that are stored, or will be. */
  told: (groups: readonly ErrorGroup[]) => void;
};

/**
 * Leaves out of a stream of batches what the store would not keep of them: of a group that told enough samples and traces before, the
 * first and last sample of a batch and no trace. Counts stay whole.
 */
export function createThinner(): Thinner {
  const told = new Map<string, Told>();
  return {
    thin: (groups) => groups.map((group) => thinned(group, told.get(group.id))),
    told(groups) {
      for (const { id, samples, traces } of groups) {
        const before = told.get(id) ?? NOTHING_TOLD;
        if (told.size >= MAX_GROUPS) told.clear();
        told.set(id, { samples: before.samples + samples.length, traces: before.traces + traces.length });
      }
    },
  };
}

const NOTHING_TOLD: Told = { samples: 0, traces: 0 };

function thinned(group: ErrorGroup, before = NOTHING_TOLD): ErrorGroup {
  const [first, last] = [group.samples[0], group.samples.at(-1)];
  const hasEnough = before.samples >= MAX_SAMPLES && first !== undefined && last !== undefined;
  const samples = !hasEnough ? group.samples : first === last ? [first] : [first, last];
  return { ...group, samples, traces: before.traces >= MAX_TRACES ? [] : group.traces };
}
