import type { ErrorGroup } from "../shared/group.ts";
import type { Steps } from "../shared/in-steps.ts";
import { causeOf } from "./causes/index.ts";
import { type Case, correlateInSteps } from "./correlate/correlate.ts";
import { isEveryday } from "./correlate/everyday.ts";
import type { Owners } from "./correlate/owners.ts";
import { type DecidedCase, regroupInSteps } from "./correlate/regroup.ts";
import { type DetectionContext, detect } from "./detect/detect.ts";
import type { DiagnoseMemory } from "./diagnose-memory.ts";

/** What failures are found in. */
export type Counted = DetectionContext & { groups: readonly ErrorGroup[] };

/** Groups in which it is looked for what is unusual in one step. */
const AT_ONCE = 50;

/** The failures that open an incident, as people decided them. */
export function* findFailures(counted: Counted, owners: Owners, memory: DiagnoseMemory): Steps<DecidedCase[]> {
  const cases = yield* regroupInSteps(yield* findCases(counted, memory), owners);
  const failures: DecidedCase[] = [];
  for (const failure of cases) {
    if (failure.incidentId !== undefined || !isEveryday(failure, counted.traffic)) failures.push(failure);
    yield;
  }
  return failures;
}

/**
 * Works out, for the memory's sake alone, what the next look at nearly the same counts asks for: what is unusual and what belongs
 * together. Ends early where `mayGoOn` says so.
 */
export function* findAhead(counted: Counted, memory: DiagnoseMemory, mayGoOn: () => boolean): Steps<void> {
  for (const _ of findCases(counted, memory)) {
    if (!mayGoOn()) return;
    yield;
  }
}

function* findCases(counted: Counted, memory: DiagnoseMemory): Steps<Case[]> {
  const { groups } = counted;
  const detections = [];
  for (let from = 0; from < groups.length; from += AT_ONCE) {
    detections.push(...detect(groups.slice(from, from + AT_ONCE), counted, memory.detect));
    yield;
  }
  return yield* correlateInSteps(groups, detections, causeOf, memory.correlate);
}
