import type { Hypothesis, Incident } from "../../../shared/incident.ts";
import { nextThing } from "../../../shared/next-step.ts";
import type { WordField } from "../../../shared/people.ts";
import { countedMs } from "../../../shared/per-day.ts";
import { capitalize, formatCount, formatDuration, list, plural } from "../../../shared/words.ts";
import type { Citations } from "../citations.ts";
import { type Block, type Fact, type Inline, text } from "../document.ts";
import { mark, marksOf, wordOf, writtenBlocks } from "../people.ts";
import { momentFor, percent, rootOf, sentence } from "../phrases.ts";
import type { Reading } from "../reading.ts";
import { STEP_KIND_WORDS, STEP_STATE_WORDS } from "./plan.ts";

const NAMED = 3;

/** What a commander reads aloud: issue, impact, root cause or the honest lack of one, priority, state, what comes next. */
export function executiveSummary(incident: Incident, citations: Citations, reading: Reading): Block[] {
  const written = wordOf(incident, "summary");
  const rows: Fact[] = [
    { name: "Issue", text: text(issue(incident, reading)) },
    { name: "Impact", text: impact(incident) },
    { name: "Root cause", text: rootCause(incident, citations) },
    ...besides(incident),
    { name: "Priority", text: text(sentence(`${capitalize(incident.severity)}: ${incident.severityReason}`)) },
    { name: "State", text: text(state(incident)) },
    { name: "Next step", text: nextStep(incident) },
  ];
  const facts: Block = { kind: "facts", rows };
  if (written === undefined) return [facts];
  return [...writtenBlocks(written), { kind: "paragraph", text: [mark(written)] }, facts];
}

function issue(incident: Incident, reading: Reading): string {
  const { service, environment, firstSeen, lastSeen, symptoms } = incident;
  const lasted = formatDuration(Date.parse(lastSeen) - Date.parse(firstSeen));
  const each = symptoms.map(({ title, count }) => `${title} (${count === 1 ? "once" : plural(count, "time")})`);
  const whole = failing(incident);
  const place =
    each.length > NAMED && whole.includes(service) ? `In ${environment}, ` : `${service} in ${environment}: `;
  const what = each.length <= NAMED ? list(each) : `${whole}, among them ${list(each.slice(0, NAMED))}`;
  const when =
    firstSeen === lastSeen
      ? `Seen once, at ${momentFor(firstSeen, reading)}.`
      : `First error ${momentFor(firstSeen, reading)}, last error ${momentFor(lastSeen, reading)}, ${lasted} later.`;
  return `${sentence(place + what)} ${when}`;
}

/** What fails in all, as the title says it before it names the cause. */
function failing(incident: Incident): string {
  const cause = rootOf(incident)?.title ?? "cause not known yet";
  return incident.title.endsWith(`: ${cause}`) ? incident.title.slice(0, -cause.length - 2) : incident.title;
}

/** What was derived, and each number that a person set with its mark. */
function impact(incident: Incident): Inline[] {
  const { statement, capability, monthlyRevenueUsd, perDay, failedRequests, distinctCallers } = incident.impact;
  const isSet = (field: WordField) => wordOf(incident, field) !== undefined;
  const parts: [words: string, field: WordField][] = [[sentence(statement), "impact-statement"]];
  if (isSet("impact-failed-requests"))
    parts.push([`Failed requests: ${formatCount(failedRequests)}.`, "impact-failed-requests"]);
  else if (failedRequests > 0 && perDay !== failedRequests)
    parts.push([
      `At the rate of the time that was read (${formatDuration(countedMs(failedRequests, perDay))}): ${plural(perDay, "request")} a day.`,
      "impact-failed-requests",
    ]);
  if (isSet("impact-distinct-callers"))
    parts.push([`Distinct callers: ${formatCount(distinctCallers)}.`, "impact-distinct-callers"]);
  if (capability !== null) parts.push([`Capability affected: ${sentence(capability)}`, "impact-capability"]);
  if (monthlyRevenueUsd !== null)
    parts.push([
      `Revenue at stake: ${formatCount(monthlyRevenueUsd)} USD per month${isSet("impact-monthly-revenue-usd") ? "" : `, as set for ${incident.service}`}.`,
      "impact-monthly-revenue-usd",
    ]);
  return parts.flatMap(([words, field], i) => [i === 0 ? words : ` ${words}`, ...marksOf(incident, field)]);
}

function rootCause(incident: Incident, { cite }: Citations): Inline[] {
  const root = rootOf(incident);
  if (root === undefined) return text(openCause(incident));
  const { groups, ofGroups, entries, ofEntries } = root.explains;
  const supporting = root.evidence.filter((evidence) => evidence.effect === "supports").map((evidence) => evidence.id);
  return [
    { strong: sentence(root.title) },
    ` ${capitalize(root.verdict)}, confidence ${percent(root.confidence)}. It explains ${groups} of ${plural(ofGroups, "error group")} and ${formatCount(entries)} of ${plural(ofEntries, "log entry", "log entries")}`,
    ...cite(supporting),
    ".",
  ];
}

function openCause({ hypotheses }: Incident): string {
  const possible = hypotheses.filter(
    ({ role, verdict }) => role === "contributing" && verdict !== "refuted" && verdict !== "unknown",
  );
  return possible.length === 0
    ? "Not known. Nothing that was read or checked shows it. The Five Whys say what to ask next."
    : `Not decided. Still possible: ${list(possible.map(quoted), NAMED)}. The Five Whys say what would decide.`;
}

/** What looks like the cause and is not. */
function besides({ hypotheses }: Incident): Fact[] {
  const named = (role: Hypothesis["role"]) => hypotheses.filter((hypothesis) => hypothesis.role === role);
  const parts = [
    { before: named("echo").length === 1 ? "Only a consequence" : "Only consequences", of: named("echo") },
    { before: "Ruled out", of: named("ruled-out") },
    {
      before: named("latent").length === 1 ? "A separate finding, for follow-up" : "Separate findings, for follow-up",
      of: named("latent"),
    },
  ]
    .filter((part) => part.of.length > 0)
    .map((part) => `${part.before}: ${list(part.of.map(quoted), NAMED)}.`);
  return parts.length === 0 ? [] : [{ name: "Not the cause", text: text(parts.join(" ")) }];
}

function quoted({ title }: Hypothesis): string {
  return `“${title}”`;
}

function state({ status, remediation: { phase, successCriteria } }: Incident): string {
  const met = successCriteria.filter((criterion) => criterion.state === "met").length;
  const where = phase === "closed" ? "All work is done." : `Work is in the phase “${phase.replace("-", " ")}”.`;
  return `${capitalize(status)}. ${where} ${met} of ${plural(successCriteria.length, "success criterion", "success criteria")} met.`;
}

/** The one thing to do or to wait for, with who does it. */
function nextStep({ remediation }: Incident): Inline[] {
  const next = nextThing(remediation);
  if (next.kind === "proof")
    return [`Wait for proof: ${sentence(next.criterion.title)} ${sentence(capitalize(next.criterion.reason))}`];
  if (next.kind === "nothing")
    return text(remediation.steps.length === 0 ? "No step was derived." : "Nothing is left to do.");
  const { kind, title, status, owner } = next.step;
  return [
    { strong: sentence(title) },
    ` ${STEP_KIND_WORDS[kind]}: ${STEP_STATE_WORDS[status]}, ${owner === null ? "nobody owns it yet" : `owned by ${owner}`}.`,
  ];
}
