import type { Analysis, Incident } from "../../shared/incident.ts";
import { INCIDENT_SEVERITIES } from "../../shared/incident.ts";
import { plural } from "../../shared/words.ts";
import { bounded } from "./bounded.ts";
import { citationsOf } from "./citations.ts";
import { type Block, type HeadingLevel, text } from "./document.ts";
import { publicBlocks } from "./public-blocks.ts";
import { publicReport } from "./public-report.ts";
import type { Reading } from "./reading.ts";
import { coverageBlocks } from "./sections/coverage.ts";
import { evidenceParts } from "./sections/evidence.ts";
import { lessonBlocks } from "./sections/lessons.ts";
import { investigationLog, resolutionPlan, successCriteria } from "./sections/plan.ts";
import { executiveSummary } from "./sections/summary.ts";
import { symptomBlocks } from "./sections/symptoms.ts";
import { timelineBlocks } from "./sections/timeline.ts";
import { contributingFactors, type Part, ruledOut, whyParts } from "./sections/whys.ts";
import { standing } from "./standing.ts";

/** The whole report: each incident, most severe first, then what it rests on. The first block is its title, the second says what it is. */
export function reportBlocks(analysis: Analysis, reading: Reading = {}): Block[] {
  if (reading.publicWords !== undefined)
    return publicBlocks(publicReport(analysis, reading.publicWords, reading), reading).map(bounded);
  const rank = (incident: Incident) => INCIDENT_SEVERITIES.indexOf(incident.severity);
  const incidents = [...analysis.incidents].sort((a, b) => rank(a) - rank(b));
  const [only] = incidents;
  const blocks: Block[] = [
    { kind: "heading", level: 1, text: titleOf(incidents) },
    { kind: "paragraph", text: standing(analysis, reading) },
    ...(only === undefined ? nothingFound() : []),
    ...(only !== undefined && incidents.length === 1 ? incidentBlocks(only, 2, reading) : []),
    ...(incidents.length > 1
      ? incidents.flatMap((incident, i) => [
          heading(2, `${i + 1}. ${incident.title}`),
          ...incidentBlocks(incident, 3, reading),
        ])
      : []),
    heading(2, "Coverage: what this report rests on"),
    ...coverageBlocks(analysis),
  ];
  return blocks.map(bounded);
}

function titleOf(incidents: readonly Incident[]): string {
  if (incidents.length === 1) return incidents[0]?.title ?? "";
  return incidents.length === 0 ? "No incident found" : `${plural(incidents.length, "incident")}`;
}

function nothingFound(): Block[] {
  return [{ kind: "paragraph", text: text("Nothing failed repeatedly in what was read.") }];
}

/** The sections of one incident; `level` is that of their headings. */
function incidentBlocks(incident: Incident, level: 2 | 3, reading: Reading): Block[] {
  const citations = citationsOf(incident);
  const inner = level === 2 ? 3 : 4;
  return [
    heading(level, "Executive summary"),
    ...executiveSummary(incident, citations, reading),
    heading(level, "Symptoms"),
    ...symptomBlocks(incident),
    heading(level, "Five Whys"),
    ...whyParts(incident, citations).flatMap((part) => partBlocks(part, inner)),
    heading(level, "Contributing factors"),
    ...contributingFactors(incident, citations),
    heading(level, "What was ruled out"),
    ...ruledOut(incident, citations),
    heading(level, "Investigation log"),
    ...investigationLog(incident),
    heading(level, "Resolution plan"),
    ...resolutionPlan(incident),
    heading(level, "Success criteria"),
    ...successCriteria(incident),
    heading(level, "Timeline"),
    ...timelineBlocks(incident, citations, reading),
    heading(level, "Lessons"),
    ...lessonBlocks(incident, inner),
    heading(level, "Evidence"),
    ...evidenceParts(incident, citations).flatMap((part) => partBlocks(part, inner)),
  ];
}

function partBlocks({ title, blocks }: Part, level: HeadingLevel): Block[] {
  return [heading(level, title), ...blocks];
}

function heading(level: HeadingLevel, title: string): Block {
  return { kind: "heading", level, text: title };
}
