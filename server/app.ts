import { fileURLToPath } from "node:url";
import express from "express";
import type { Pool } from "pg";
import type { ChangedEvent } from "../shared/api.ts";
import type { Config } from "../shared/config.ts";
import { DAY } from "../shared/time.ts";
import { checkPush } from "./access/push-token.ts";
import { createApi } from "./api/api.ts";
import { dashboard } from "./api/dashboard.ts";
import type { ApiDeps } from "./api/deps.ts";
import { answerErrors, noSuchRoute } from "./api/errors.ts";
import { guardRoutes } from "./api/guard-access.ts";
import { guardHost } from "./api/guard-host.ts";
import { intakeRoutes, pushRoutes } from "./api/intake.ts";
import { securityHeaders } from "./api/security-headers.ts";
import { signInRoutes } from "./api/security-sign-in.ts";
import { apiDeps } from "./app-deps.ts";
import { loadFirstSample, openAppSample } from "./app-sample.ts";
import { sinceEarlierLooks } from "./earlier-looks.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { createIntake, type Intake } from "./intake.ts";
import { keepWarm } from "./keep-warm.ts";
import type { Log } from "./lib/log.ts";
import { liveChecks } from "./live-checks.ts";
import { startLookingBack } from "./looking-back.ts";
import { type Loop, startLoop } from "./loop.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { type OpenPort, openPort } from "./open-port.ts";
import { otlp } from "./otlp.ts";
import { reactTo } from "./react.ts";
import { readinessOf } from "./readiness.ts";
import { withRedactionKey } from "./redaction-key.ts";
import { startRollUp } from "./roll-up.ts";
import { startDeliveries } from "./run-deliveries.ts";
import { startSources } from "./run-sources.ts";
import { withSample } from "./sample/story.ts";
import { followServiceEdits } from "./service-edits.ts";
import type { Settings } from "./settings.ts";
import { listenForChanges } from "./store/listen.ts";
import type { IncidentChange } from "./store/save-incidents.ts";

export type AppOptions = Settings & {
  config: Config;
  /** Plumbline's own database, its schema up to date. */
  pool: Pool;
  databaseUrl: string;
  log: Log;
  /** Where to answer; default a port that is opened once there is something to answer. */
  open?: OpenPort;
};

/** A running application; `stop` ends what it started, in order, and leaves the pool open. */
export type App = { stop: () => Promise<void> };

const DASHBOARD = fileURLToPath(new URL("../web/dist", import.meta.url));

/** Loads the sample where nothing is configured, then reads sources, analyzes, delivers and serves until stopped. */
export async function startApp(options: AppOptions): Promise<App> {
  const { pool, log, databaseUrl } = options;
  const configured = await withRedactionKey(pool, options.config);
  let loop: Loop | undefined;
  const wake = () => loop?.wake();
  const sample = await openAppSample(options, wake);
  const services = await followServiceEdits(pool, log);
  const plainConfig = () => {
    const own = sample.config();
    return own === undefined ? configured : withSample(configured, own);
  };
  const config = () => services.within(plainConfig());
  await loadFirstSample(options, sample);
  const metrics = createMetrics(pool, Date.now);
  const ask = sinceEarlierLooks(
    pool,
    async (questions) => {
      const checks = await liveChecks(config(), Date.now)(questions);
      metrics.noteChecks(checks);
      return checks;
    },
    Date.now,
  );
  const react = (change: IncidentChange) => reactTo(change, configured, Date.now());
  const looks = { pool, config, ask, react, now: Date.now, log };
  loop = startLoop({ ...looks, onAnalyzed: metrics.noteAnalysis });
  const lookingBack = startLookingBack(looks);
  const sources = startSources({ pool, config: configured, log, onStored: wake });
  // Before the doors open it is known which of them people closed.
  await sources.pauses.look();
  const isPaused = (source: string) => sources.pauses.of(source) !== undefined;
  const intake = createIntake({ pool, config: configured, log, onStored: wake, isPaused });
  const listeners = new Set<(event: ChangedEvent) => void>();
  const stopping = new AbortController();
  const deliveries = startDeliveries({ pool, config: configured, log, now: Date.now, random: Math.random });
  const tellAll = (event: ChangedEvent) => {
    deliveries.wake();
    if (event.incidentId === null) sources.pauses.look().catch(() => undefined);
    for (const tell of listeners) tell(event);
  };
  const listening = listenForChanges(databaseUrl, tellAll, stopping.signal);
  const running = {
    pool,
    log,
    config,
    configured,
    plainConfig,
    services,
    sample,
    loop,
    lookingBack,
    sources,
    refusalOf: intake.refusalOf,
    listeners,
    wakeDeliveries: deliveries.wake,
  };
  const housekeeping = startHousekeeping({
    pool,
    log,
    now: Date.now,
    retention: configured.retention,
    onExpired: metrics.noteExpired,
  });
  const rollUp = startRollUp({ pool, log, now: Date.now });
  const deps = apiDeps(running);
  const warm = keepWarm(() => readLists(deps));
  const http = await listen(options, metrics, intake, deps);
  return {
    stop: async () => {
      await http();
      await intake.stop();
      stopping.abort();
      services.stop();
      await sources.stop();
      await sample.stop();
      await lookingBack.stop();
      await loop?.stop();
      await deliveries.stop();
      await housekeeping.stop();
      await rollUp.stop();
      await warm.stop();
      await listening;
    },
  };
}

/** What lists keep in memory of the groups and of the last day. */
async function readLists({ directory, counts, now }: ApiDeps): Promise<void> {
  const { stored } = await directory.read();
  await counts.read({ from: now() - DAY, to: now() }, stored);
}

/** Serves the API and the dashboard; gives the function that ends that. */
async function listen(
  { host, port, pool, config, open }: AppOptions,
  metrics: Metrics,
  intake: Intake,
  deps: ApiDeps,
): Promise<() => Promise<void>> {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", deps.access.trustedProxies);
  app.use(securityHeaders);
  app.use(guardHost(host));
  const intakeDeps = {
    intake,
    log: deps.log,
    now: deps.now,
    checkPush: checkPush(config.pubsub),
    otlp,
  };
  app.use(pushRoutes(intakeDeps));
  app.use(signInRoutes(deps));
  app.use(guardRoutes(deps));
  app.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  app.get("/readyz", async (_request, response) => {
    const readiness = await readinessOf(pool);
    response.status(readiness.status === "ready" ? 200 : 503).json(readiness);
  });
  app.get("/metrics", async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.render());
  });
  app.use(intakeRoutes(intakeDeps));
  app.use("/api/v1", createApi(deps));
  app.use(["/api", "/ingest", "/v1"], noSuchRoute);
  app.use(dashboard(DASHBOARD));
  app.use(noSuchRoute);
  app.use(answerErrors(deps.log));
  const opened = open ?? (await openPort({ host, port }));
  opened.answerWith(app);
  return opened.close;
}
