import { createHash } from "node:crypto";
import type { Incident } from "../../shared/incident.ts";

/**
 * A hash of what a person would call a change of an incident. When a check ran, how long it took and
 * its raw figures are none, so that looking again and seeing the same makes no new revision.
 */
export function fingerprintOf(incident: Incident): string {
  const known = KNOWN.get(incident) ?? hashOf(incident);
  KNOWN.set(incident, known);
  return known;
}

/** An incident is never changed once it is made, so that its hash stays. */
const KNOWN = new WeakMap<Incident, string>();

function hashOf(incident: Incident): string {
  const timeless = {
    ...incident,
    checks: incident.checks.map((check) => ({ ...check, at: "", durationMs: 0, detail: {} })),
    hypotheses: incident.hypotheses.map((hypothesis) => ({
      ...hypothesis,
      evidence: hypothesis.evidence.map((one) => (one.kind === "check" ? { ...one, at: "" } : one)),
    })),
    timeline: incident.timeline.map((item) => (item.kind === "check" ? { ...item, at: "" } : item)),
  };
  return createHash("sha256").update(JSON.stringify(timeless)).digest("hex");
}
