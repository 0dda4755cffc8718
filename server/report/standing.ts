import type { Analysis } from "../../shared/incident.ts";
import type { Inline } from "./document.ts";
import { moment, momentFor } from "./phrases.ts";
import { type Reading, VERSION_STATES } from "./reading.ts";

/** What this paper is: a report of now, or a version with its state, who saved it and which rules derived it. */
export function standing({ generatedAt }: Analysis, reading: Reading): Inline[] {
  const { version, zone } = reading;
  const parts = [`Incident report. State as of ${momentFor(generatedAt, reading)}.`];
  if (version !== undefined) {
    const { number, state, audience, savedBy, savedAt, rules } = version;
    const open = state === "final" ? "" : ", not final";
    parts.push(
      `Version ${number}, ${VERSION_STATES[state]}${open}, ${audience === "public" ? "also for readers outside" : "internal"}: saved by ${savedBy} at ${moment(savedAt)}, derived by Plumbline ${rules.plumbline}.`,
    );
  }
  if (zone !== undefined) parts.push(`Times are in UTC; the timeline also in ${zone}.`);
  return [parts.join(" ")];
}
