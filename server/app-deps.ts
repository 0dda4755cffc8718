import type { Pool } from "pg";
import type { ChangedEvent, StatusResponse } from "../shared/api.ts";
import type { Config } from "../shared/config.ts";
import { toIso } from "../shared/time.ts";
import type { ApiDeps } from "./api/deps.ts";
import { appAccess } from "./app-access.ts";
import { explainedGrouping } from "./app-grouping.ts";
import { appReports } from "./app-reports.ts";
import { comparisons, groupWords } from "./app-words.ts";
import { decisionsOn } from "./decide-incidents.ts";
import { type RefusalOf, shutDoors } from "./door-state.ts";
import { environmentsOfParts } from "./environments-of-parts.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import type { LookingBack } from "./looking-back.ts";
import type { Loop } from "./loop.ts";
import { muteGroupAndIncident, unmuteGroupAndIncident } from "./muted-groups.ts";
import { reactTo } from "./react.ts";
import { createRedact } from "./redact/redact.ts";
import type { RunningSources } from "./run-sources.ts";
import type { SampleIncident } from "./sample/sample.ts";
import type { ServiceEdits } from "./service-edits.ts";
import { sourceControls } from "./source-controls.ts";
import { sourceViews } from "./source-views.ts";
import { listDisabledEndpoints } from "./store/endpoints.ts";
import { createGroupDirectory } from "./store/group-directory.ts";
import { createKeptActivity } from "./store/kept-activity.ts";
import { createRangeCounts } from "./store/range-counts.ts";
import { readIncident } from "./store/read-incident.ts";
import { readRedactions } from "./store/redactions.ts";
import type { IncidentChange } from "./store/save-incidents.ts";
import { readCoverage } from "./store/sources.ts";
import { sumCoverage } from "./sum-coverage.ts";
import { VERSION } from "./version.ts";
import { webhookControls } from "./webhook-controls.ts";

export type Running = {
  pool: Pool;
  log: Log;
  /** What holds now: with the sample's own beside it while it is loaded; and what the operator configured. */
  config: () => Config;
  configured: Config;
  /** What holds now, without what people said of services. */
  plainConfig: () => Config;
  services: ServiceEdits;
  sample: SampleIncident;
  loop: Loop;
  lookingBack: LookingBack;
  sources: RunningSources;
  refusalOf: RefusalOf;
  listeners: Set<(event: ChangedEvent) => void>;
  /** Tells the sender of webhooks that something is due. */
  wakeDeliveries: () => void;
};

/** What the API does with the running application. */
export function apiDeps(running: Running): ApiDeps {
  const { pool, log, sample, loop, listeners } = running;
  const redact = createRedact(running.configured.redaction);
  const announce = (change: IncidentChange) => reactTo(change, running.configured, Date.now()).messages;
  const afterwards = async (work: () => Promise<void>) => {
    await work();
    await loop.run(true);
    return sample.state();
  };
  return {
    pool,
    counts: createRangeCounts(pool),
    directory: createGroupDirectory(pool),
    activity: createKeptActivity(pool),
    log,
    now: Date.now,
    version: VERSION,
    redact: (text) => redact(text).text,
    access: appAccess(pool, running.configured),
    status: () => statusOf(running),
    runChecks: async (incidentId, checkId) => runChecks(running, incidentId, checkId),
    lookAgain: (incidentId) => {
      lookNow(running, incidentId).catch((error) =>
        log.warn("the checks did not run", { incidentId, err: messageOf(error) }),
      );
    },
    decisions: decisionsOn(pool, running.config, () => loop.wake()),
    reports: appReports(running),
    sample: {
      load: () => afterwards(sample.load),
      fix: () => afterwards(sample.fix),
      remove: () => afterwards(sample.remove),
    },
    config: running.config,
    plainConfig: running.plainConfig,
    auth: running.configured.auth,
    servicesChanged: async () => {
      await running.services.renew();
      loop.wake();
    },
    ...comparisons(running.config),
    ...groupWords,
    grouping: explainedGrouping(running.configured.grouping),
    analyzeSoon: loop.wake,
    mute: async (wish) => {
      await muteGroupAndIncident(pool, { ...wish, announce });
      loop.wake();
    },
    unmute: async (groupId, who) => {
      const wasMuted = await unmuteGroupAndIncident(pool, groupId, { who, at: Date.now(), announce });
      loop.wake();
      return wasMuted;
    },
    announce,
    sources: () => sourceViews(running),
    environmentsOf: environmentsOfParts(running.configured),
    sourceControls: sourceControls(running),
    webhooks: webhookControls(pool, running.configured, { now: Date.now, wake: running.wakeDeliveries }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function statusOf({ pool, config, sample, sources, refusalOf }: Running): Promise<StatusResponse> {
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
    version: VERSION,
    sample: loaded,
    coverage: coverage.length === 0 ? null : sumCoverage(coverage.map((source) => source.coverage)),
    sources: [...(loaded.loaded ? [sampleSource] : []), ...sources.state(), ...shutDoors(sources.pauses, refusalOf)],
    environments: config().environments.map((environment) => environment.name),
    redactions: await readRedactions(pool),
    disabledWebhooks: (await listDisabledEndpoints(pool)).map(({ name, reason }) => ({ name, reason })),
    now: toIso(Date.now()),
  };
}

/** Asks anew, derives anew, and gives the checks that were asked for. */
async function runChecks(running: Running, incidentId: string, checkId: string | undefined) {
  const { pool } = running;
  const before = await readIncident(pool, incidentId);
  if (before === undefined) throw new PlumblineError("not-found", `There is no incident ${incidentId}.`);
  if (checkId !== undefined && !before.incident.checks.some((check) => check.id === checkId)) {
    throw new PlumblineError("not-found", `Incident ${incidentId} has no check ${checkId}.`);
  }
  await lookNow(running, incidentId);
  const after = (await readIncident(pool, incidentId)) ?? before;
  const checks = after.incident.checks.filter((check) => checkId === undefined || check.id === checkId);
  return { checks, revision: after.revision };
}

/** Asks the live systems anew: about what was seen in the last day, and about this incident where it was seen before. */
async function lookNow({ loop, lookingBack }: Running, incidentId: string): Promise<void> {
  await loop.run(true);
  await lookingBack.look(incidentId);
}
