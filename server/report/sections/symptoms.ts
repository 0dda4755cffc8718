import type { Incident, Symptom } from "../../../shared/incident.ts";
import { isDayTold } from "../../../shared/per-day.ts";
import { formatCount, formatDecimal } from "../../../shared/words.ts";
import { capped } from "../capped.ts";
import { chartOf } from "../chart.ts";
import { type Block, type Inline, text } from "../document.ts";

/** What fits on the first page; a service that fails as a whole has as many symptoms as routes. */
const MOST_SYMPTOMS = 10;

/** Each symptom with its count and rhythm, and all errors over time. */
export function symptomBlocks(incident: Incident): Block[] {
  const { symptoms } = incident;
  const { shown, rest } = capped(symptoms, MOST_SYMPTOMS, "the JSON format lists them all");
  if (shown.length === 0) return [{ kind: "paragraph", text: text("No symptom was seen.") }, ...chartOf(incident)];
  const urls = new Map(incident.groups.map(({ id, logsUrl }) => [id, logsUrl]));
  const columns = [
    ...SYMPTOM_COLUMNS,
    ...(symptoms.some(({ count, perDay }) => isDayTold(count, perDay)) ? [PER_DAY] : []),
    ...(symptoms.some(({ cadence }) => cadence !== null) ? CADENCE_COLUMNS : []),
    ...(urls.size > 0 ? [seeAgain(urls)] : []),
  ];
  const rows = shown.map((symptom): Inline[][] => columns.map(({ cell }) => cell(symptom)));
  return [
    { kind: "table", columns: columns.map(({ name }) => name), rows, widths: columns.map(({ width }) => width) },
    ...rest,
    ...chartOf(incident),
  ];
}

type SymptomColumn = { name: string; width: number; cell: (symptom: Symptom) => Inline[] };

const SYMPTOM_COLUMNS: SymptomColumn[] = [
  { name: "Symptom", width: 4, cell: ({ title }) => text(title) },
  { name: "Events", width: 1.2, cell: ({ count }) => text(formatCount(count)) },
];
const PER_DAY: SymptomColumn = { name: "Per day", width: 1.2, cell: ({ perDay }) => text(formatCount(perDay)) };
/** Left out where no symptom has a rhythm. */
const CADENCE_COLUMNS: SymptomColumn[] = [
  { name: "Rhythm", width: 2, cell: ({ cadence }) => text(cadence === null ? "no rhythm" : rhythm(cadence)) },
  { name: "Likely caller", width: 2.4, cell: ({ cadence }) => text(cadence?.caller ?? "–") },
];

/** Where the entries that a symptom counts can be read; `urls` by group. */
function seeAgain(urls: Map<string, string>): SymptomColumn {
  const cell = ({ groupId }: Symptom): Inline[] => {
    const href = urls.get(groupId);
    return href === undefined ? text("–") : [{ link: "Logs Explorer", href }];
  };
  return { name: "See it again", width: 1.8, cell };
}

function rhythm({ periodSeconds, jitterSeconds }: NonNullable<Symptom["cadence"]>): string {
  return `every ${formatDecimal(periodSeconds)} s ± ${formatDecimal(jitterSeconds, 2)} s`;
}
