import type { Sample } from "../../shared/api.ts";
import type { Config } from "../../shared/config.ts";
import { DAY, MINUTE } from "../../shared/time.ts";
import {
  createSampleDatabases,
  dropSampleDatabases,
  migrateStaging,
  type SampleDatabases,
  sampleDatabaseUrls,
} from "./databases.ts";
import { deploy, pollAnswered, pollFailed, type SampleEntry, sampleEntries } from "./entries.ts";
import { type SampleService, startSampleService } from "./service.ts";
import { FIXED_REVISION, sampleConfig } from "./story.ts";

/** What the sample needs of the application around it. */
export type SampleHost = {
  databaseUrl: string;
  ingest: (entries: readonly SampleEntry[]) => Promise<void>;
  /** Removes what was stored of the sample. */
  forget: () => Promise<void>;
  readState: () => Promise<{ isLoaded: boolean; isFixed: boolean }>;
  writeFixed: (isFixed: boolean) => Promise<void>;
  now: () => number;
  warn: (message: string, error: unknown) => void;
};

export type SampleIncident = {
  /** The configuration to run under while the sample is loaded; undefined while it is not. */
  config: () => Config | undefined;
  state: () => Sample;
  load: () => Promise<void>;
  fix: () => Promise<void>;
  remove: () => Promise<void>;
  stop: () => Promise<void>;
};

const POLL = MINUTE;
const DEPLOYED_BEFORE_END = 22.5 * 60 * MINUTE;
const BATCH = 2000;

/** The bundled sample: a day of entries, two live databases, a service that really fails, and a poller that goes on asking it. */
export async function openSample(host: SampleHost): Promise<SampleIncident> {
  let { isLoaded, isFixed } = await host.readState();
  let live: Live | undefined = isLoaded ? await startLive(host, isFixed, false) : undefined;
  const stopLive = async () => {
    await live?.stop();
    live = undefined;
  };
  return {
    config: () => live?.config,
    state: () => ({ loaded: isLoaded, fixApplied: isFixed, canApply: isLoaded && !isFixed }),
    load: async () => {
      if (isLoaded) return;
      await host.writeFixed(false);
      live = await startLive(host, false, true);
      const now = host.now();
      const entries = sampleEntries(now - DAY + MINUTE, now - DEPLOYED_BEFORE_END, now - 5000);
      for (let i = 0; i < entries.length; i += BATCH) await host.ingest(entries.slice(i, i + BATCH));
      [isLoaded, isFixed] = [true, false];
    },
    fix: async () => {
      if (live === undefined || isFixed) return;
      await live.applyFix();
      await host.writeFixed(true);
      isFixed = true;
    },
    remove: async () => {
      await stopLive();
      await host.forget();
      await dropSampleDatabases(host.databaseUrl).catch((error) =>
        host.warn("the sample databases were not dropped", error),
      );
      await host.writeFixed(false);
      [isLoaded, isFixed] = [false, false];
    },
    stop: stopLive,
  };
}

type Live = { config: Config; applyFix: () => Promise<void>; stop: () => Promise<void> };

async function startLive(host: SampleHost, isFixed: boolean, isNew: boolean): Promise<Live> {
  const databases = await findDatabases(host, isNew);
  const service = await startSampleService(databases?.staging, isFixed);
  const poller = startPoller(host, service);
  return {
    config: sampleConfig({ service: service.url, staging: databases?.staging, production: databases?.production }),
    applyFix: async () => {
      await migrateStaging(host.databaseUrl);
      service.setFixed(true);
      await host.ingest(deploy(host.now(), FIXED_REVISION));
      await poller.pollNow();
    },
    stop: async () => {
      await poller.stop();
      await service.stop();
    },
  };
}

/** Makes the databases for a new sample; the ones of an earlier start are still there. */
async function findDatabases(host: SampleHost, isNew: boolean): Promise<SampleDatabases | undefined> {
  if (!isNew) return sampleDatabaseUrls(host.databaseUrl);
  try {
    return await createSampleDatabases(host.databaseUrl);
  } catch (error) {
    host.warn("the sample databases could not be made: their checks stay unknown", error);
    return undefined;
  }
}

/** The browser tab of the story: asks once a minute, and what it gets is what the entries say. */
function startPoller(host: SampleHost, service: SampleService) {
  let running: Promise<void> = Promise.resolve();
  const pollNow = async () => {
    const at = host.now();
    const status = await service.poll();
    await host.ingest(status >= 500 ? pollFailed(at) : pollAnswered(at, FIXED_REVISION));
  };
  const timer = setInterval(() => {
    running = pollNow().catch((error) => host.warn("the sample's poll failed", error));
  }, POLL);
  return {
    pollNow,
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
