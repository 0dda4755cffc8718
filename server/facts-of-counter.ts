import type { Revisions } from "./batch-revisions.ts";
import type { Counter } from "./pipeline.ts";
import type { BatchFacts } from "./store/ingest.ts";

/** What was counted, as a batch is stored. */
export function factsOfCounter(counter: Counter, revisions: Revisions): BatchFacts {
  const { groups, traffic, changes } = counter.read();
  return {
    groups,
    traffic,
    // A batch can't tell what was seen before it: the store keeps when each revision was first seen.
    changes: changes.filter((change) => change.kind !== "revision-first-seen"),
    revisions: revisions.all(),
    redactions: counter.redactions(),
  };
}
