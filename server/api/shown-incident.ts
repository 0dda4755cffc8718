import type { Pool } from "pg";
import type { IncidentResponse } from "../../shared/api.ts";
import { barsOf, errorChart } from "../../shared/error-chart.ts";
import type { Incident } from "../../shared/incident.ts";
import { incidentSpan } from "../../shared/incident-span.ts";
import type { Range } from "../../shared/time-range.ts";
import { PlumblineError } from "../lib/errors.ts";
import { readIncident, readIncidentAt, readIncidentDocument, readIncidentFrame } from "../store/read-incident.ts";

/** An incident as its page shows it: what is large and seldom looked at is left out, and asked for by itself. */
export type Shown = Pick<IncidentResponse, "incident" | "chart">;

type Window = IncidentResponse["analysis"]["window"];

/** How many incidents are kept in their shown form; most take some ten kilobytes. */
const MAX_KEPT = 50;

/** The incident of now, or of a moment (milliseconds since 1970), as the API answers it. Throws not-found. */
export async function incidentAnswer(pool: Pool, id: string, at?: number): Promise<IncidentResponse> {
  const { incident, ...rest } = await wholeIncident(pool, id, at);
  return { ...shownIncident(incident, rest.analysis.window), ...rest };
}

/** The same of now; a large incident that did not change is not read whole for each of its readers. */
export function createIncidentReader(pool: Pool): (id: string) => Promise<IncidentResponse> {
  const kept = new Map<string, { version: string; shown: Shown }>();
  return async (id) => {
    const frame = await readIncidentFrame(pool, id);
    if (frame === undefined) throw notFound(id);
    const { version, ...rest } = frame;
    const known = kept.get(id);
    if (known?.version === version) return { ...known.shown, ...rest };
    const document = await readIncidentDocument(pool, id);
    if (document === undefined) throw notFound(id);
    const shown = shownIncident(document, rest.analysis.window);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(id, { version, shown });
    return { ...shown, ...rest };
  };
}

/** An incident with its minutes and lines, of now or of a moment (milliseconds since 1970). Throws not-found. */
export async function wholeIncident(pool: Pool, id: string, at?: number) {
  const found = at === undefined ? await readIncident(pool, id) : await readIncidentAt(pool, id, at);
  if (found === undefined) throw notFound(id);
  return found;
}

/** The shown form of an incident: its groups' counts summed over the parts of a window, its chart over the incident's own time in it. */
export function shownIncident(incident: Incident, window: Window): Shown {
  const range = rangeOfWindow(window);
  const groups = incident.groups.map(({ perMinute, samples, ...group }) => ({
    ...group,
    bars: barsOf(perMinute, range),
    lines: samples.length,
  }));
  return { incident: { ...incident, groups }, chart: errorChart(incident.groups, incidentSpan(incident, range)) };
}

/** A window in milliseconds since 1970. */
export function rangeOfWindow({ from, to }: Window): Range {
  return { from: Date.parse(from), to: Date.parse(to) };
}

function notFound(id: string): PlumblineError {
  return new PlumblineError("not-found", `There is no incident ${id}.`);
}
