import type { Hypothesis, Why } from "./incident.ts";

/**
 * Whether a question of the branch "contributing" is about a separate finding: all that it cites belongs to latent hypotheses, which are
 * true of the live system and had no part in the incident.
 */
export function isSeparateFinding({ branch, evidenceIds }: Why, hypotheses: readonly Hypothesis[]): boolean {
  if (branch !== "contributing" || evidenceIds.length === 0) return false;
  const latent = hypotheses.filter(({ role }) => role === "latent").flatMap(({ evidence }) => evidence);
  return evidenceIds.every((id) => latent.some((evidence) => evidence.id === id));
}
