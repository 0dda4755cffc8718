import { OUTCOME_WORDS } from "../../../shared/check.ts";
import type { Evidence, Hypothesis, Incident } from "../../../shared/incident.ts";
import { capitalize, excerpt, formatCount, plural } from "../../../shared/words.ts";
import { capped } from "../capped.ts";
import type { Citations } from "../citations.ts";
import { type Block, type Inline, text } from "../document.ts";
import { laterEchoes } from "../later-echoes.ts";
import { clock, moment, percent, roleInWords, sentence } from "../phrases.ts";
import type { Part } from "./whys.ts";

const MOST_FINDINGS = 100;
const MOST_HYPOTHESES = 25;
const MOST_GROUPS = 25;
const SAMPLES_PER_GROUP = 2;
const SAMPLE_LENGTH = 1500;

type Sample = Incident["groups"][number]["samples"][number];

/** Everything that the report cites, and how to see each again. */
export function evidenceParts(incident: Incident, citations: Citations): Part[] {
  return [
    { title: "Findings", blocks: findings(citations) },
    { title: "Live checks", blocks: liveChecks(incident, citations) },
    { title: "How the hypotheses were weighed", blocks: weighing(incident.hypotheses) },
    { title: "Error groups and their log lines", blocks: groupsBlocks(incident) },
    ...(citations.queries.length === 0 ? [] : [{ title: "Queries that ran", blocks: queryBlocks(citations) }]),
  ];
}

function findings(citations: Citations): Block[] {
  const { shown, rest } = capped(citations.evidence, MOST_FINDINGS, "the JSON format lists them all");
  const rows = shown.map(({ number, evidence }): Inline[][] => [
    text(number),
    [sentence(evidence.statement)],
    text(`${evidence.effect}${evidence.weight === 0 ? "" : `, ${signed(evidence.weight)}`}`),
    howToSee(evidence, citations),
  ]);
  if (rows.length === 0) return [{ kind: "paragraph", text: text("None: no hypothesis was formed.") }];
  const columns = ["No.", "What was seen", "Effect, log-odds", "See it again"];
  return [{ kind: "table", columns, rows, widths: [0.7, 5.4, 1.6, 2.2] }, ...rest];
}

function signed(weight: number): string {
  return weight > 0 ? `+${weight}` : `−${Math.abs(weight)}`;
}

function howToSee({ ref }: Evidence, { queryNumber }: Citations): Inline[] {
  const parts: Inline[][] = [];
  const [first, ...more] = (ref.insertIds ?? []).filter((id) => id !== "");
  if (ref.logsUrl !== undefined) parts.push([{ link: "Logs Explorer", href: ref.logsUrl }]);
  if (first !== undefined)
    parts.push(["insertId ", { code: first }, more.length === 0 ? "" : ` and ${more.length} more`]);
  const query = queryNumber(ref.how ?? "");
  if (query !== undefined) parts.push([`query ${query}`]);
  if (parts.length === 0) return text("from the counts of this report");
  return parts.flatMap((part, i) => (i === 0 ? part : [", ", ...part]));
}

function liveChecks({ checks }: Incident, { queryNumber }: Citations): Block[] {
  if (checks.length === 0)
    return [
      {
        kind: "paragraph",
        text: text("None ran: no environment is configured that could be asked, or nothing was to be asked."),
      },
    ];
  const rows = checks.map((check): Inline[][] => [
    text(`${check.kind}: ${check.target}`),
    text(check.environment),
    [{ strong: OUTCOME_WORDS[check.outcome] }],
    [sentence(check.outcome === "unknown" ? capitalize(check.reason) : check.statement)],
    text(`${clock(check.at)}${queryNumber(check.how) === undefined ? "" : `, ${queryNumber(check.how)}`}`),
  ]);
  const columns = ["Check", "Environment", "Outcome", "What was seen", "When (UTC), query"];
  return [{ kind: "table", columns, rows, widths: [2.2, 1.8, 1.5, 3.7, 1.8] }];
}

function weighing(hypotheses: readonly Hypothesis[]): Block[] {
  const later = laterEchoes(hypotheses);
  const inOrder = [...hypotheses.filter((hypothesis) => !later.has(hypothesis)), ...later];
  const { shown, rest } = capped(inOrder, MOST_HYPOTHESES, "the JSON format lists them all");
  const rows = shown.map((hypothesis): Inline[][] => [
    text(hypothesis.title),
    text(roleInWords(hypothesis)),
    text(percent(hypothesis.confidence)),
    text(`${formatCount(hypothesis.explains.entries)} of ${formatCount(hypothesis.explains.ofEntries)}`),
    text(hypothesis.sum),
  ]);
  if (rows.length === 0) return [{ kind: "paragraph", text: text("No known failure fits what was read.") }];
  const columns = ["Hypothesis", "Role", "Confidence", "Entries explained", "Sum of weights"];
  return [{ kind: "table", columns, rows, widths: [2.9, 1.6, 1.5, 1.5, 3] }, ...rest];
}

function groupsBlocks({ groups }: Incident): Block[] {
  const { shown, rest } = capped(groups, MOST_GROUPS, "the JSON format lists them all");
  if (groups.length === 0) return [{ kind: "paragraph", text: text("None.") }];
  const said = new Map<string, string>();
  return [...shown.flatMap((group) => groupBlocks(group, said)), ...rest];
}

const ROLES = { cause: "the cause", echo: "a consequence", symptom: "a symptom", unrelated: "not related" } as const;

/** `said`: which group said a text first; a group that says nothing else refers to it. */
function groupBlocks(group: Incident["groups"][number], said: Map<string, string>): Block[] {
  const [first, ...others] = distinct(group.samples).slice(0, SAMPLES_PER_GROUP);
  const earlier = first === undefined || others.length > 0 ? undefined : said.get(first.text);
  const facts: Inline[] = [
    { strong: sentence(excerpt(group.title, 160)) },
    ` Role: ${ROLES[group.role]}. ${sentence(group.because)} ${plural(group.count, "event")}, ${spanOf(group)}. `,
    { link: "Open in Logs Explorer", href: group.logsUrl },
    ".",
  ];
  if (first !== undefined && earlier !== undefined) {
    const same: Inline[] = [
      ` Its log line, insertId `,
      { code: first.insertId },
      `, says the same as that of “${earlier}”.`,
    ];
    return [{ kind: "paragraph", text: [...facts, ...same] }];
  }
  const samples = first === undefined ? [] : [first, ...others];
  for (const sample of samples) if (!said.has(sample.text)) said.set(sample.text, excerpt(group.title, 160));
  return [{ kind: "paragraph", text: facts }, ...samples.map(sampleBlock)];
}

function sampleBlock({ timestamp, severity, insertId, text: whole }: Sample): Block {
  const cut = whole.length > SAMPLE_LENGTH ? `\n… ${formatCount(whole.length)} characters in all` : "";
  return {
    kind: "code",
    label: `${timestamp} ${severity} insertId ${insertId}`,
    text: `${whole.slice(0, SAMPLE_LENGTH).toWellFormed()}${cut}`,
  };
}

function spanOf({ firstSeen, lastSeen }: Incident["groups"][number]): string {
  return firstSeen === lastSeen ? `at ${moment(firstSeen)}` : `${moment(firstSeen)} to ${moment(lastSeen)}`;
}

/** Each text once, with the first entry that says it. */
function distinct(samples: readonly Sample[]): Sample[] {
  return samples.filter((sample, i) => samples.findIndex(({ text: said }) => said === sample.text) === i);
}

function queryBlocks({ queries }: Citations): Block[] {
  return queries.map(({ number, how }) => ({ kind: "code", label: number, text: how }));
}
