import type { Pool } from "pg";
import type { Config } from "../shared/config.ts";
import { toIso } from "../shared/time.ts";
import type { Window } from "./diagnose.ts";
import { environmentsOfSources } from "./environments-of-parts.ts";
import { readGaps } from "./store/read-gaps.ts";
import { readCoverage } from "./store/sources.ts";
import type { AnalysisFacts } from "./store/write-incident.ts";
import { sumCoverage } from "./sum-coverage.ts";

/**
 * What a look rests on, for the incidents of each environment: what was read by the sources that may hold its entries, and where
 * something of that is missing. A source that reads one project tells nothing of other environments.
 */
export async function analysisFacts(
  pool: Pool,
  config: Pick<Config, "environments" | "sources">,
  { from, now }: Window,
): Promise<(environment: string) => AnalysisFacts> {
  const window = { from: toIso(from), to: toIso(now) };
  const parts = await readCoverage(pool, window);
  const gaps = await readGaps(pool, window);
  const environmentOf = environmentsOfSources(config);
  const known = new Map<string, AnalysisFacts>();
  return (environment) => {
    const mayHold = (source: string) => (environmentOf.get(source) ?? environment) === environment;
    const own = parts.filter(({ source }) => mayHold(source));
    const facts = known.get(environment) ?? {
      generatedAt: toIso(now),
      window,
      coverage: {
        ...sumCoverage(own.map(({ coverage }) => coverage)),
        gaps: gaps.filter(({ source = "" }) => mayHold(source)),
      },
      sources: own.map(({ source }) => source),
    };
    known.set(environment, facts);
    return facts;
  };
}
