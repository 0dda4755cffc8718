import type { Hypothesis } from "../../shared/incident.ts";

/** One cause can have dozens of consequences that all say the same. */
const MOST_ECHOES = 5;

/** The consequences that a report counts and does not tell one by one: those beyond the first five. */
export function laterEchoes(hypotheses: readonly Hypothesis[]): Set<Hypothesis> {
  return new Set(hypotheses.filter(({ role }) => role === "echo").slice(MOST_ECHOES));
}
