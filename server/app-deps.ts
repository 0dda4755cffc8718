import { readFileSync } from "node:fs";
import type { Pool } from "pg";
import type { ChangedEvent, StatusResponse } from "../shared/api.ts";
import type { Config } from "../shared/config.ts";
import { toIso } from "../shared/time.ts";
import type { ApiDeps } from "./api/deps.ts";
import { PlumblineError } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import type { Loop } from "./loop.ts";
import { formatNamed } from "./report/index.ts";
import type { RunningSources } from "./run-sources.ts";
import type { SampleIncident } from "./sample/sample.ts";
import { readIncident } from "./store/read-incident.ts";
import { readCoverage } from "./store/sources.ts";
import { sumCoverage } from "./sum-coverage.ts";

export type Running = {
  pool: Pool;
  log: Log;
  config: () => Config;
  sample: SampleIncident;
  loop: Loop;
  sources: RunningSources;
  listeners: Set<(event: ChangedEvent) => void>;
};

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** What the API does with the running application. */
export function apiDeps(running: Running): ApiDeps {
  const { pool, log, sample, loop, listeners } = running;
  const afterwards = async (work: () => Promise<void>) => {
    await work();
    await loop.run(true);
    return sample.state();
  };
  return {
    pool,
    log,
    now: Date.now,
    status: () => statusOf(running),
    runChecks: async (incidentId, checkId) => runChecks(running, incidentId, checkId),
    render: async (format, analysis) => {
      const found = formatNamed(format);
      if (found === undefined) throw new PlumblineError("bad-input", `There is no report format "${format}".`);
      return { body: await found.render(analysis), mediaType: found.mediaType, extension: found.extension };
    },
    sample: {
      load: () => afterwards(sample.load),
      fix: () => afterwards(sample.fix),
      remove: () => afterwards(sample.remove),
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function statusOf({ pool, config, sample, sources }: Running): Promise<StatusResponse> {
  const coverage = await readCoverage(pool);
  const loaded = sample.state();
  const newest = coverage.find((source) => source.isSample)?.newestAt;
  const sampleSource = {
    name: "sample",
    kind: "sample",
    state: "reading" as const,
    detail:
      newest == null
        ? "The bundled sample is loaded."
        : `The bundled sample polls its own service once a minute; newest entry ${toIso(newest)}.`,
  };
  return {
    version,
    sample: loaded,
    coverage: coverage.length === 0 ? null : sumCoverage(coverage.map((source) => source.coverage)),
    sources: [...(loaded.loaded ? [sampleSource] : []), ...sources.state()],
    environments: config().environments.map((environment) => environment.name),
    now: toIso(Date.now()),
  };
}

/** Asks anew, derives anew, and gives the checks that were asked for. */
async function runChecks({ pool, loop }: Running, incidentId: string, checkId: string | undefined) {
  const before = await readIncident(pool, incidentId);
  if (before === undefined) throw new PlumblineError("not-found", `There is no incident ${incidentId}.`);
  if (checkId !== undefined && !before.incident.checks.some((check) => check.id === checkId)) {
    throw new PlumblineError("not-found", `Incident ${incidentId} has no check ${checkId}.`);
  }
  await loop.run(true);
  const after = (await readIncident(pool, incidentId)) ?? before;
  const checks = after.incident.checks.filter((check) => checkId === undefined || check.id === checkId);
  return { checks, revision: after.revision };
}
