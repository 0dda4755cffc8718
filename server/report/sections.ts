import type { Analysis, Evidence, Hypothesis, Incident, Why } from "../../shared/incident.ts";
import { excerpt, formatCount, plural } from "../../shared/words.ts";
import { chartOf } from "./chart.ts";
import { type Block, type Inline, type ListItem, text } from "./document.ts";

const SHOWN_REJECTIONS = 20;
const SAMPLES_PER_GROUP = 2;
const SAMPLE_LENGTH = 1500;

/** The whole report: what was read, then each incident, most severe first. */
export function reportBlocks(analysis: Analysis): Block[] {
  const order = ["critical", "high", "medium", "low"];
  const incidents = [...analysis.incidents].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const title = incidents.length === 1 ? (incidents[0]?.title ?? "") : "Incident report";
  return [
    { kind: "heading", level: 1, text: title },
    { kind: "paragraph", text: [`${window(analysis)}. ${plural(incidents.length, "incident")}.`] },
    ...(incidents.length === 0 ? nothingFound() : []),
    ...incidents.flatMap((incident) => incidentBlocks(incident, incidents.length > 1)),
    ...coverageBlocks(analysis),
  ];
}

function nothingFound(): Block[] {
  return [
    {
      kind: "paragraph",
      text: [
        "No incident: in what was read nothing failed repeatedly. What was read, and what could not be, is listed below.",
      ],
    },
  ];
}

function incidentBlocks(incident: Incident, isOneOfMany: boolean): Block[] {
  const cite = citations(incident);
  return [
    ...(isOneOfMany ? [heading(2, incident.title)] : []),
    ...summary(incident),
    ...whys(incident, cite),
    ...ruledOut(incident, cite),
    ...live(incident),
    ...plan(incident),
    ...timeline(incident, cite),
    ...groups(incident),
    ...appendix(incident, cite),
  ];
}

function heading(level: 2 | 3, text: string): Block {
  return { kind: "heading", level, text };
}

function summary(incident: Incident): Block[] {
  const { impact } = incident;
  const rows: [string, string][] = [
    ["Severity", `${incident.severity}: ${incident.severityReason}`],
    ["State", `${incident.status}; remediation in phase “${incident.remediation.phase}”`],
    ["Where", `${incident.service} in ${incident.environment}`],
    ["First and last seen", `${incident.firstSeen} to ${incident.lastSeen}`],
    ["Impact", impact.statement],
    ["Failed requests", `${formatCount(impact.failedRequests)} (${formatCount(impact.perDay)} a day at this rate)`],
  ];
  if (impact.capability !== null) rows.push(["Capability", impact.capability]);
  if (impact.monthlyRevenueUsd !== null)
    rows.push(["Revenue at stake", `${formatCount(impact.monthlyRevenueUsd)} USD a month`]);
  const symptoms = incident.symptoms.map((symptom): Inline[][] => [
    text(symptom.title),
    text(formatCount(symptom.count)),
    text(formatCount(symptom.perDay)),
    text(
      symptom.cadence === null
        ? "no rhythm"
        : `every ${symptom.cadence.periodSeconds} s ± ${symptom.cadence.jitterSeconds} s, ${symptom.cadence.caller}`,
    ),
  ]);
  return [
    heading(2, "Summary"),
    { kind: "paragraph", text: [incident.headline] },
    { kind: "table", columns: ["", ""], rows: rows.map(([name, value]) => [[{ strong: name }], text(value)]) },
    heading(3, "Symptoms"),
    { kind: "table", columns: ["Symptom", "Count", "A day", "Rhythm"], rows: symptoms },
    chartOf(incident),
  ];
}

type Cite = (ids: readonly string[]) => Inline[];

/** Evidence is cited by number, in the order of the appendix. */
function citations(incident: Incident): Cite {
  const numbers = new Map(allEvidence(incident).map((evidence, i) => [evidence.id, i + 1]));
  return (ids) => {
    const cited = ids.map((id) => numbers.get(id)).filter((number) => number !== undefined);
    return cited.length === 0 ? [] : [` [${cited.map((number) => `E${number}`).join(", ")}]`];
  };
}

function allEvidence(incident: Incident): Evidence[] {
  return incident.hypotheses.flatMap((hypothesis) => hypothesis.evidence);
}

const BRANCHES: Record<Why["branch"], string> = {
  occurrence: "Why it happened",
  contributing: "What else was found",
  detection: "Why it was not seen earlier",
  recovery: "Why it did not recover",
};

function whys(incident: Incident, cite: Cite): Block[] {
  const branches = [...new Set(incident.fiveWhys.map((why) => why.branch))];
  return [
    heading(2, "Five Whys"),
    ...branches.flatMap((branch): Block[] => {
      const levels = incident.fiveWhys.filter((why) => why.branch === branch);
      const items = levels.map(
        (why): ListItem => ({
          text: [{ strong: why.question }],
          children: [{ text: [why.answer, ...cite(why.evidenceIds)] }],
        }),
      );
      return [heading(3, BRANCHES[branch]), { kind: "list", items, isOrdered: true }];
    }),
    ...unexplained(incident),
  ];
}

function unexplained(incident: Incident): Block[] {
  if (incident.unexplained.length === 0) return [];
  return [
    heading(3, "What this does not explain"),
    { kind: "list", items: incident.unexplained.map((each) => ({ text: text(each) })) },
  ];
}

function ruledOut(incident: Incident, cite: Cite): Block[] {
  const rows = incident.hypotheses.map((hypothesis): Inline[][] => [
    [hypothesis.title, ...cite(hypothesis.evidence.map((evidence) => evidence.id))],
    text(roleInWords(hypothesis)),
    text(`${Math.round(hypothesis.confidence * 100)} %`),
    text(`${hypothesis.explains.entries} of ${hypothesis.explains.ofEntries}`),
    text(hypothesis.sum),
  ]);
  if (rows.length === 0) return [];
  return [
    heading(2, "Hypotheses, ruled out ones included"),
    { kind: "table", columns: ["Hypothesis", "Role", "Confidence", "Entries explained", "Sum of weights"], rows },
  ];
}

function roleInWords({ role, verdict }: Hypothesis): string {
  if (role === "latent") return "latent: found live, not the cause";
  if (role === "contributing") return verdict === "refuted" ? "ruled out" : `not decided (${verdict})`;
  return role === "root-cause" ? `root cause (${verdict})` : role.replace("-", " ");
}

function live(incident: Incident): Block[] {
  if (incident.checks.length === 0)
    return [
      heading(2, "Live checks"),
      { kind: "paragraph", text: ["None: nothing to ask, or no environment is configured."] },
    ];
  const rows = incident.checks.map((check): Inline[][] => [
    text(`${check.environment}: ${check.kind} ${check.target}`),
    text(OUTCOMES[check.outcome]),
    text(check.outcome === "unknown" ? check.reason : check.statement),
    text(check.at),
  ]);
  return [heading(2, "Live checks"), { kind: "table", columns: ["Check", "Outcome", "What was seen", "When"], rows }];
}

const OUTCOMES = { confirmed: "fault confirmed", refuted: "fault refuted", unknown: "unknown" } as const;

function plan(incident: Incident): Block[] {
  const rows = incident.remediation.steps.map((step): Inline[][] => [
    text(step.kind),
    [{ strong: step.title }, ` ${step.detail}`],
    text(step.status),
    text(step.owner ?? "nobody yet"),
  ]);
  const criteria = incident.remediation.successCriteria.map((criterion) => ({
    isDone: criterion.state === "met",
    text: [{ strong: criterion.title }, ` (${criterion.state}) ${criterion.reason}`] satisfies Inline[],
  }));
  return [
    heading(2, "Resolution plan"),
    { kind: "table", columns: ["Kind", "Step", "State", "Owner"], rows },
    heading(3, "Success criteria"),
    { kind: "checklist", items: criteria },
  ];
}

function timeline(incident: Incident, cite: Cite): Block[] {
  const rows = incident.timeline.map((item): Inline[][] => [
    text(item.at),
    text(item.kind),
    [item.statement, ...cite(item.evidenceId === null ? [] : [item.evidenceId])],
  ]);
  return [heading(2, "Timeline (UTC)"), { kind: "table", columns: ["Time", "Kind", "What"], rows }];
}

function groups(incident: Incident): Block[] {
  return [
    heading(2, "Error groups"),
    ...incident.groups.flatMap((group): Block[] => [
      heading(3, excerpt(group.title, 120)),
      {
        kind: "paragraph",
        text: [
          { strong: group.role },
          `: ${group.because} ${plural(group.count, "event")} from ${group.firstSeen} to ${group.lastSeen}. `,
          { link: "Logs Explorer", href: group.logsUrl },
        ],
      },
      ...group.samples.slice(0, SAMPLES_PER_GROUP).map(
        (sample): Block => ({
          kind: "code",
          text: `${sample.timestamp} ${sample.severity} ${sample.insertId}\n${sample.text.slice(0, SAMPLE_LENGTH)}`,
        }),
      ),
    ]),
  ];
}

function appendix(incident: Incident, _cite: Cite): Block[] {
  const rows = allEvidence(incident).map((evidence, i): Inline[][] => [
    text(`E${i + 1}`),
    text(evidence.kind),
    text(`${evidence.effect} (${evidence.weight > 0 ? "+" : ""}${evidence.weight})`),
    [evidence.statement],
    howToSee(evidence),
  ]);
  return [
    heading(2, "Evidence"),
    { kind: "table", columns: ["No.", "Kind", "Effect", "What was seen", "How to see it again"], rows },
  ];
}

function howToSee({ ref }: Evidence): Inline[] {
  const ids = ref.insertIds ?? [];
  const parts: Inline[] = [];
  if (ref.logsUrl !== undefined) parts.push({ link: "Logs Explorer", href: ref.logsUrl });
  if (ids.length > 0) parts.push(`${parts.length > 0 ? " " : ""}insertId ${ids.join(", ")}`);
  if (ref.how !== undefined) parts.push({ code: ref.how });
  return parts.length === 0 ? text("derived from the counts above") : parts;
}

function window({ window: { from, to } }: Analysis): string {
  return `Entries from ${from} to ${to}`;
}

function coverageBlocks({ coverage, generatedAt }: Analysis): Block[] {
  const { read, accepted, duplicates, rejected, rejections, gaps } = coverage;
  const blocks: Block[] = [
    heading(2, "What this rests on"),
    {
      kind: "paragraph",
      text: [
        `${plural(read, "entry", "entries")} read: ${formatCount(accepted)} accepted, ${formatCount(duplicates)} duplicates, ${formatCount(rejected)} rejected. State as of ${generatedAt}.`,
      ],
    },
  ];
  if (gaps.length > 0)
    blocks.push({
      kind: "list",
      items: gaps.map((gap) => ({ text: text(`Gap from ${gap.from} to ${gap.to}: ${gap.reason}`) })),
    });
  if (rejections.length > 0) {
    const shown = rejections
      .slice(0, SHOWN_REJECTIONS)
      .map(({ line, reason }) => ({ text: text(`line ${line}: ${reason}`) }));
    const rest = rejected - shown.length;
    blocks.push({
      kind: "list",
      items: rest > 0 ? [...shown, { text: text(`and ${formatCount(rest)} more`) }] : shown,
    });
  }
  return blocks;
}
