import { type ErrorGroup, MAX_SAMPLES } from "../shared/group.ts";

/** Groups that are remembered; a flood of made-up ones starts anew. */
const MAX_GROUPS = 50_000;
/** Traces that a group keeps in the store. */
const MAX_TRACES = 500;

type Told = { samples: number; traces: number };

/**
 * Leaves out of a stream of batches what the store would not keep of them: of a group that told enough samples and traces before, the
 * first and last sample of a batch and no trace. Counts stay whole.
 */
export function createThinner(): (groups: ErrorGroup[]) => ErrorGroup[] {
  const told = new Map<string, Told>();
  return (groups) => groups.map((group) => thinned(group, told));
}

function thinned(group: ErrorGroup, told: Map<string, Told>): ErrorGroup {
  const before = told.get(group.id) ?? { samples: 0, traces: 0 };
  const [first, last] = [group.samples[0], group.samples.at(-1)];
  const hasEnough = before.samples >= MAX_SAMPLES && first !== undefined && last !== undefined;
  const samples = !hasEnough ? group.samples : first === last ? [first] : [first, last];
  const traces = before.traces >= MAX_TRACES ? [] : group.traces;
  if (told.size >= MAX_GROUPS) told.clear();
  told.set(group.id, { samples: before.samples + samples.length, traces: before.traces + traces.length });
  return { ...group, samples, traces };
}
