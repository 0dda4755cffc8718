import type { Pool } from "pg";
import type { IncidentResponse } from "../../shared/api.ts";
import { compareTexts } from "../../shared/compare-texts.ts";
import type { Incident } from "../../shared/incident.ts";
import { readGaps } from "./read-gaps.ts";
import type { AnalysisFacts } from "./write-incident.ts";

/**
 * The analysis with the gaps as they are now: those that overlap its window, or the time of the incident where that began
 * earlier, each filled or not as of this moment. Gaps that were known then and are kept no more stay as they were; those of sources that
 * hold nothing of its environment are left out.
 */
export async function withCurrentGaps(
  pool: Pool,
  { sources, ...analysis }: AnalysisFacts,
  { firstSeen }: Pick<Incident, "firstSeen">,
): Promise<IncidentResponse["analysis"]> {
  const { window, coverage } = analysis;
  const all = await readGaps(pool, { from: firstSeen < window.from ? firstSeen : window.from, to: window.to });
  const current = all.filter(({ source }) => source === undefined || sources?.includes(source) !== false);
  const known = new Set(current.map(({ id }) => id));
  const gone = coverage.gaps.filter(({ id }) => !known.has(id));
  const gaps = [...gone, ...current].sort((a, b) => compareTexts(a.from, b.from));
  return { ...analysis, coverage: { ...coverage, gaps } };
}
