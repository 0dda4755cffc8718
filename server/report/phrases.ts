import type { Analysis, Hypothesis, Incident } from "../../shared/incident.ts";
import { clockBeside } from "../../shared/zone.ts";
import { type Reading, VERSION_STATES } from "./reading.ts";

/** `2026-03-01 13:30:40 UTC` from RFC 3339; any other text as it is. */
export function moment(at: string): string {
  return `${clock(at)}${/^\d{4}-\d\d-\d\dT/.test(at) ? " UTC" : ""}`;
}

/** `2026-03-01 13:30:40`, for columns whose head names the zone. */
export function clock(at: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(at) ? at.slice(0, 19).replace("T", " ") : at;
}

/** `2026-03-01 13:30:40 UTC (14:30:40 +01:00 in Europe/Berlin)`; the day too where it is another. */
export function momentFor(at: string, { zone }: Reading): string {
  if (zone === undefined) return moment(at);
  const local = clockBeside(zone)(at);
  return local === at ? moment(at) : `${moment(at)} (${local} in ${zone})`;
}

/** What stands at the foot of every page. */
export function footerOf({ generatedAt }: Analysis, { version, publicWords }: Reading): string {
  const name = publicWords === undefined ? "Plumbline incident report" : "Incident report, public";
  const which = version === undefined ? "" : `, version ${version.number} (${VERSION_STATES[version.state]})`;
  return `${name}${which}, state as of ${moment(generatedAt)}`;
}

/** `99 %`: never 100 for what is not certain. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** The root cause's hypothesis; undefined where none is held. */
export function rootOf(incident: Incident): Hypothesis | undefined {
  return incident.hypotheses.find((hypothesis) => hypothesis.id === incident.rootCause?.hypothesisId);
}

/** The text with a full stop, unless it ends in a mark of its own. */
export function sentence(text: string): string {
  return /[.!?…:]$/.test(text.trimEnd()) ? text.trimEnd() : `${text.trimEnd()}.`;
}

/** What a hypothesis turned out to be. */
export function roleInWords({ role, verdict }: Hypothesis): string {
  if (role === "root-cause") return `root cause, ${verdict}`;
  if (role === "latent") return "a separate finding";
  if (role === "echo") return "a consequence";
  return role === "ruled-out" || verdict === "refuted" ? "ruled out" : "not decided";
}
