import type { Hypothesis, Incident, Symptom } from "../../../shared/incident.ts";
import type { WordField } from "../../../shared/people.ts";
import { countedMs, isDayTold } from "../../../shared/per-day.ts";
import { capitalize, formatCount, formatDecimal, formatDuration, list, plural } from "../../../shared/words.ts";
import { capped } from "../capped.ts";
import { chartOf } from "../chart.ts";
import type { Citations } from "../citations.ts";
import { type Block, type Fact, type Inline, text } from "../document.ts";
import { mark, marksOf, wordOf, writtenBlocks } from "../people.ts";
import { momentFor, percent, rootOf, sentence } from "../phrases.ts";
import type { Reading } from "../reading.ts";

const NAMED = 3;
const MOST_SYMPTOMS = 25;

/** What a commander reads aloud: issue, impact, root cause or the honest lack of one, priority, state. */
export function executiveSummary(incident: Incident, citations: Citations, reading: Reading): Block[] {
  const written = wordOf(incident, "summary");
  const rows: Fact[] = [
    { name: "Issue", text: text(issue(incident, reading)) },
    { name: "Impact", text: impact(incident) },
    { name: "Root cause", text: rootCause(incident, citations) },
    ...besides(incident),
    { name: "Priority", text: text(sentence(`${capitalize(incident.severity)}: ${incident.severityReason}`)) },
    { name: "State", text: text(state(incident)) },
  ];
  const facts: Block = { kind: "facts", rows };
  if (written === undefined) return [facts];
  return [...writtenBlocks(written), { kind: "paragraph", text: [mark(written)] }, facts];
}

/** Each symptom with its count and rhythm, and all errors over time. */
export function symptomBlocks(incident: Incident): Block[] {
  const { symptoms } = incident;
  const { shown, rest } = capped(symptoms, MOST_SYMPTOMS, "the JSON format lists them all");
  if (shown.length === 0) return [{ kind: "paragraph", text: text("No symptom was seen.") }, ...chartOf(incident)];
  const columns = [
    ...SYMPTOM_COLUMNS,
    ...(symptoms.some(({ count, perDay }) => isDayTold(count, perDay)) ? [PER_DAY] : []),
    ...(symptoms.some(({ cadence }) => cadence !== null) ? CADENCE_COLUMNS : []),
  ];
  const rows = shown.map((symptom): Inline[][] => columns.map(({ cell }) => text(cell(symptom))));
  return [
    { kind: "table", columns: columns.map(({ name }) => name), rows, widths: columns.map(({ width }) => width) },
    ...rest,
    ...chartOf(incident),
  ];
}

type SymptomColumn = { name: string; width: number; cell: (symptom: Symptom) => string };

const SYMPTOM_COLUMNS: SymptomColumn[] = [
  { name: "Symptom", width: 4.2, cell: ({ title }) => title },
  { name: "Events", width: 0.9, cell: ({ count }) => formatCount(count) },
];
const PER_DAY: SymptomColumn = { name: "Per day", width: 0.9, cell: ({ perDay }) => formatCount(perDay) };
/** Left out where no symptom has a rhythm. */
const CADENCE_COLUMNS: SymptomColumn[] = [
  { name: "Rhythm", width: 2, cell: ({ cadence }) => (cadence === null ? "no rhythm" : rhythm(cadence)) },
  { name: "Likely caller", width: 2.4, cell: ({ cadence }) => cadence?.caller ?? "–" },
];

function rhythm({ periodSeconds, jitterSeconds }: NonNullable<Symptom["cadence"]>): string {
  return `every ${formatDecimal(periodSeconds)} s ± ${formatDecimal(jitterSeconds, 2)} s`;
}

function issue({ service, environment, firstSeen, lastSeen, symptoms }: Incident, reading: Reading): string {
  const lasted = formatDuration(Date.parse(lastSeen) - Date.parse(firstSeen));
  const what = list(
    symptoms.map((symptom) => `${symptom.title} (${symptom.count === 1 ? "once" : plural(symptom.count, "time")})`),
    NAMED,
  );
  const when =
    firstSeen === lastSeen
      ? `Seen once, at ${momentFor(firstSeen, reading)}.`
      : `First error ${momentFor(firstSeen, reading)}, last error ${momentFor(lastSeen, reading)}, ${lasted} later.`;
  return `${sentence(`${service} in ${environment}: ${what}`)} ${when}`;
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
    parts.push([`Revenue at stake: ${formatCount(monthlyRevenueUsd)} USD per month.`, "impact-monthly-revenue-usd"]);
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
