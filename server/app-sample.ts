import type { AppOptions } from "./app.ts";
import { betweenAnalyses } from "./between-analyses.ts";
import { ingest } from "./ingest.ts";
import { messageOf } from "./lib/errors.ts";
import { openSample, type SampleIncident } from "./sample/sample.ts";
import { sampleConfig } from "./sample/story.ts";
import { deleteSample, isSampleLoaded } from "./store/sample.ts";
import { readSetting, writeSetting } from "./store/settings.ts";
import { readCoverage } from "./store/sources.ts";

const SOURCE = "sample";
const FIXED = "sample-fix-applied";
const OFFERED = "sample-was-loaded";

/** The sample as this application keeps it; `onStored` is called after each of its entries. */
export async function openAppSample(
  { pool, databaseUrl, log }: AppOptions,
  onStored: () => void,
): Promise<SampleIncident> {
  // Only the names of its environments matter for counting; where its systems are does not.
  const names = sampleConfig({ service: "http://127.0.0.1", staging: undefined, production: undefined });
  return openSample({
    databaseUrl,
    now: Date.now,
    ingest: async (entries) => {
      const values = entries.map((value, i) => ({ line: i + 1, value }));
      await ingest(pool, names, { source: SOURCE, values, isSample: true });
      onStored();
    },
    forget: async () => {
      // An analysis that began before would write back what it read.
      await betweenAnalyses(pool, () => deleteSample(pool));
      onStored();
    },
    readState: async () => ({
      isLoaded: await isSampleLoaded(pool),
      isFixed: (await readSetting(pool, FIXED)) === true,
    }),
    writeFixed: (isFixed) => writeSetting(pool, FIXED, isFixed),
    warn: (message, error) => log.warn(message, { err: messageOf(error) }),
  });
}

/** The first start with nothing configured loads the sample; one that was removed does not come back by itself. */
export async function loadFirstSample(
  { pool, log, config, sample: isWanted }: AppOptions,
  sample: SampleIncident,
): Promise<void> {
  const isConfigured = config.sources.length > 0 || config.environments.length > 0;
  if (!isWanted || isConfigured || sample.state().loaded) return;
  if ((await readSetting(pool, OFFERED)) === true || (await readCoverage(pool)).length > 0) return;
  try {
    await sample.load();
    await writeSetting(pool, OFFERED, true);
    log.info(
      "nothing is configured: the bundled sample was loaded; remove it in the dashboard, or start with --no-sample",
    );
  } catch (error) {
    log.warn("the bundled sample could not be loaded", { err: messageOf(error) });
  }
}
