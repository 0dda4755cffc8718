import { createHash } from "node:crypto";
import { entriesUrl } from "../../shared/entry-sample.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import type { Evidence } from "../../shared/incident.ts";
import { toIso } from "../../shared/time.ts";

/** Evidence before it has an id: the id comes from what it says. */
export type Finding = Omit<Evidence, "id">;

const SHOWN_ENTRIES = 5;

/** The findings with their ids: 8 hex digits of the hypothesis and the sentence, so that the same finding keeps its id. */
export function withIds(hypothesisId: string, findings: readonly Finding[]): Evidence[] {
  return findings.map((finding) => ({
    id: `e-${digest(`${hypothesisId}|${finding.kind}|${finding.statement}`, 8)}`,
    ...finding,
  }));
}

/** Hex digits of SHA-256. */
export function digest(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

/** Where a few of a group's entries can be seen again. */
export function entriesOf(group: ErrorGroup): Evidence["ref"] {
  const shown = group.samples.slice(0, SHOWN_ENTRIES);
  return {
    groupId: group.id,
    insertIds: shown.map(({ entry }) => entry.insertId),
    logsUrl: entriesUrl(shown),
  };
}

/** A finding of the logs. */
export function logFinding(
  group: ErrorGroup,
  effect: Evidence["effect"],
  weight: number,
  statement: string,
  at = group.firstSeen,
): Finding {
  return { kind: "log", effect, weight, statement, at: toIso(at), ref: entriesOf(group) };
}

/** The probability of log-odds. */
export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The sum in words, so that a person can follow it: `prior −1.5, log +4.0, change +1.0 = 3.5 → 0.97`. */
export function sumInWords(prior: number, findings: readonly Finding[], cap?: { at: number; because: string }): string {
  const total = findings.reduce((sum, finding) => sum + finding.weight, prior);
  const parts = findings
    .filter((finding) => finding.weight !== 0)
    .map((finding) => `${finding.kind} ${signed(finding.weight)}`);
  const sum = [`prior ${signed(prior)}`, ...parts].join(", ");
  const result = `${sum} = ${signed(total)} log-odds → ${probabilityOf(total).toFixed(2)}`;
  return cap === undefined ? result : `${result}, capped at ${cap.at.toFixed(2)}: ${cap.because}`;
}

function signed(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return rounded < 0 ? `−${(-rounded).toFixed(1)}` : `+${rounded.toFixed(1)}`;
}
