import type { ErrorGroup } from "../shared/group.ts";
import { causeOf } from "./causes/index.ts";
import { type Case, correlateInSteps } from "./correlate/correlate.ts";
import { isEveryday } from "./correlate/everyday.ts";
import type { Owners } from "./correlate/owners.ts";
import { type DecidedCase, regroup } from "./correlate/regroup.ts";
import { type DetectionContext, detect } from "./detect/detect.ts";
import type { DiagnoseMemory } from "./diagnose-memory.ts";
import type { Breathe } from "./lib/breathe.ts";

/** What failures are found in. */
export type Counted = DetectionContext & { groups: readonly ErrorGroup[] };

/** Groups in which it is looked for what is unusual before others have their turn. */
const AT_ONCE = 200;

/** The failures that open an incident, as people decided them. */
export async function findFailures(
  counted: Counted,
  owners: Owners,
  memory: DiagnoseMemory,
  breathe: Breathe,
): Promise<DecidedCase[]> {
  const cases = (await findCases(counted, memory, breathe, () => true)) ?? [];
  return regroup(cases, owners).filter(
    (failure) => failure.incidentId !== undefined || !isEveryday(failure, counted.traffic),
  );
}

/**
 * Works out, for the memory's sake alone, what the next look at nearly the same counts asks for: what is unusual and what belongs
 * together. Ends early where `mayGoOn` says so.
 */
export async function findAhead(
  counted: Counted,
  memory: DiagnoseMemory,
  breathe: Breathe,
  mayGoOn: () => boolean,
): Promise<void> {
  await findCases(counted, memory, breathe, mayGoOn);
}

/** Undefined where it was ended early. */
async function findCases(
  counted: Counted,
  memory: DiagnoseMemory,
  breathe: Breathe,
  mayGoOn: () => boolean,
): Promise<Case[] | undefined> {
  const { groups } = counted;
  const detections = [];
  for (let from = 0; from < groups.length; from += AT_ONCE) {
    detections.push(...detect(groups.slice(from, from + AT_ONCE), counted, memory.detect));
    const pause = breathe();
    if (pause !== undefined) await pause;
    if (!mayGoOn()) return undefined;
  }
  const steps = correlateInSteps(groups, detections, causeOf, memory.correlate);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    // Of hundreds of thousands of steps nearly none takes a breath.
    const pause = breathe();
    if (pause === undefined) continue;
    await pause;
    if (!mayGoOn()) return undefined;
  }
}
