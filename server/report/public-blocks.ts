import type { PublicIncident, PublicReport } from "../../shared/public-report.ts";
import { capitalize, formatCount, formatDuration, list, plural } from "../../shared/words.ts";
import { clockBeside, zoneTitle } from "../../shared/zone.ts";
import { type Block, type Fact, type Inline, text } from "./document.ts";
import { writtenBlocks } from "./people.ts";
import { clock, moment, momentFor, percent, sentence } from "./phrases.ts";
import { type Reading, VERSION_STATES } from "./reading.ts";

const KINDS = { mitigate: "Mitigation", fix: "Fix", validate: "Validation", prevent: "Prevention" } as const;

/** The report for readers outside, as blocks. The first is its title, the second says what it is. */
export function publicBlocks(report: PublicReport, reading: Reading): Block[] {
  const { incidents } = report;
  const [only] = incidents;
  const title =
    incidents.length === 1 && only !== undefined
      ? only.title
      : `Public report on ${plural(incidents.length, "incident")}`;
  return [
    { kind: "heading", level: 1, text: title },
    { kind: "paragraph", text: text(standing(report, reading)) },
    ...incidents.flatMap((incident, i): Block[] =>
      incidents.length === 1
        ? incidentBlocks(incident, reading, 2)
        : [{ kind: "heading", level: 2, text: `${i + 1}. ${incident.title}` }, ...incidentBlocks(incident, reading, 3)],
    ),
    { kind: "heading", level: 2, text: "What this rests on" },
    { kind: "paragraph", text: text(coverage(report)) },
  ];
}

function standing({ generatedAt, version }: PublicReport, reading: Reading): string {
  const state = version === null ? "" : ` Version ${version.number}, ${VERSION_STATES[version.state]}.`;
  const zone = reading.zone === undefined ? "" : ` Times are in UTC; the timeline also in ${reading.zone}.`;
  return `Public incident report. State as of ${momentFor(generatedAt, reading)}.${state} Names of people and systems are left out.${zone}`;
}

function incidentBlocks(incident: PublicIncident, reading: Reading, level: 2 | 3): Block[] {
  const heading = (title: string): Block => ({ kind: "heading", level, text: title });
  const { summary, remediation, considered } = incident;
  return [
    heading("Summary"),
    ...(summary === null ? [] : writtenBlocks(summary)),
    { kind: "facts", rows: facts(incident, reading) },
    ...(considered.length === 0
      ? []
      : [heading("What else was considered"), { kind: "list", items: considered.map(consideredItem) } satisfies Block]),
    heading("What is done about it"),
    ...whatIsDone(remediation),
    heading("Timeline"),
    incident.timeline.length === 0
      ? { kind: "paragraph", text: text("No moment is known.") }
      : timelineTable(incident, reading),
  ];
}

function whatIsDone({ steps, successCriteria }: PublicIncident["remediation"]): Block[] {
  const blocks: Block[] = [];
  if (steps.length > 0)
    blocks.push({ kind: "table", columns: ["Kind of step", "Done"], rows: stepRows(steps), widths: [3, 2] });
  if (successCriteria.length > 0) blocks.push({ kind: "checklist", items: criteria(successCriteria) });
  return blocks.length === 0 ? [{ kind: "paragraph", text: text("No step is planned yet.") }] : blocks;
}

function facts(incident: PublicIncident, reading: Reading): Fact[] {
  const { environment, firstSeen, lastSeen, durationSeconds, impact, cause, severity, status } = incident;
  const lasted =
    durationSeconds === 0
      ? `Seen once, at ${momentFor(firstSeen, reading)}.`
      : `${formatDuration(durationSeconds * 1000)}: first seen ${momentFor(firstSeen, reading)}, last seen ${momentFor(lastSeen, reading)}.`;
  const capability = impact.capability === null ? "" : ` Affected: ${sentence(impact.capability)}`;
  const rows: Fact[] = [
    { name: "Duration", text: text(lasted) },
    { name: "Impact", text: text(`${impact.statement}${capability}`) },
    {
      name: "Cause",
      text:
        cause === null
          ? text("Not known yet. The investigation goes on.")
          : [
              { strong: sentence(cause.title) },
              ` ${sentence(cause.meaning)} ${capitalize(cause.verdict)}, confidence ${percent(cause.confidence)}.`,
            ],
    },
    { name: "Priority", text: text(`${capitalize(severity)}.`) },
    { name: "State", text: text(`${capitalize(status)}.`) },
  ];
  return environment === null ? rows : [{ name: "Where", text: text(`In ${environment}.`) }, ...rows];
}

function consideredItem({ title, outcome }: PublicIncident["considered"][number]) {
  return { text: text(`${title}: ${outcome}.`) };
}

function stepRows(steps: PublicIncident["remediation"]["steps"]): Inline[][][] {
  return steps.map(({ kind, done, of }) => [text(KINDS[kind]), text(`${done} of ${of}`)]);
}

function criteria(all: PublicIncident["remediation"]["successCriteria"]) {
  return all.map(({ title, state }) => ({ state, text: text(sentence(title)) }));
}

function timelineTable({ timeline }: PublicIncident, { zone }: Reading): Block {
  const local = zone === undefined ? undefined : clockBeside(zone);
  const rows = timeline.map(({ at, statement }): Inline[][] => [
    text(clock(at)),
    ...(local === undefined ? [] : [text(local(at))]),
    text(statement),
  ]);
  if (zone === undefined) return { kind: "table", columns: ["Time (UTC)", "What happened"], rows, widths: [2, 6] };
  return { kind: "table", columns: ["Time (UTC)", zoneTitle(zone), "What happened"], rows, widths: [2, 1.8, 5] };
}

function coverage({ coverage: { read, gaps }, window }: PublicReport): string {
  const missing = gaps.map(({ from, to }) => `${moment(from)} to ${to === null ? "now" : moment(to)}`);
  const known = gaps.length === 0 ? "No gap in them is known." : `Missing: ${list(missing, 5)}.`;
  return `${formatCount(read)} log entries of the time from ${moment(window.from)} to ${moment(window.to)}. ${known}`;
}
