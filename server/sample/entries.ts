import { createHash } from "node:crypto";
import type { JsonObject } from "../../shared/json.ts";
import { MINUTE, SECOND, toIso } from "../../shared/time.ts";
import { BAD_REVISION, GOOD_REVISION, PRODUCTION, PRODUCTION_REVISION, ROUTE, SERVICE, STAGING } from "./story.ts";

/** One entry in the REST form, as a source would read it. */
export type SampleEntry = JsonObject;

const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const HEALTH_CHECK = "GoogleHC/1.0";
/** The new revision took traffic this long before its first failing poll. */
const TRAFFIC_BEFORE_FIRST_ERROR = 40 * SECOND;
const POLL = MINUTE;
const HEALTH = 2 * MINUTE;
const PRODUCTION_POLL = 45 * SECOND;

/**
 * The sample's day, from `from` to `to` (milliseconds since 1970), the deploy of the bad revision at `deployedAt`. The same
 * three times give the same entries, byte for byte.
 */
export function sampleEntries(from: number, deployedAt: number, to: number): SampleEntry[] {
  const firstError = deployedAt + TRAFFIC_BEFORE_FIRST_ERROR;
  return [
    ...deploy(deployedAt),
    ...ticks(from, firstError - 1, POLL).flatMap((at) => pollAnswered(at, GOOD_REVISION)),
    ...ticks(firstError, to, POLL).flatMap((at) => pollFailed(at + jitter(at, 600))),
    ...ticks(from + 7 * SECOND, deployedAt - 1, HEALTH).map((at) => healthCheck(at, STAGING.project, GOOD_REVISION)),
    ...ticks(deployedAt, to, HEALTH).map((at) => healthCheck(at, STAGING.project, BAD_REVISION)),
    ...ticks(from + 3 * SECOND, to, PRODUCTION_POLL).map((at) => productionRequest(at + jitter(at, 20_000))),
    ...ticks(from + 11 * SECOND, to, HEALTH).map((at) => healthCheck(at, PRODUCTION.project, PRODUCTION_REVISION)),
    ...ticks(from + 20 * MINUTE, to, 95 * MINUTE).map((at) => notFound(at + jitter(at, 60_000))),
    ...ticks(from + 5 * MINUTE, to, 240 * MINUTE).map((at) =>
      warning(at, at < deployedAt ? GOOD_REVISION : BAD_REVISION),
    ),
  ].sort((a, b) => (String(a.timestamp) < String(b.timestamp) ? -1 : 1));
}

/** The entries of one poll of the failing route, as the broken revision writes them. */
export function pollFailed(at: number): SampleEntry[] {
  const instance = instanceOf(BAD_REVISION, at);
  const port = 20_000 + (hashNumber(`port${at}`) % 40_000);
  return [
    request(at, STAGING.project, BAD_REVISION, { status: 500, latency: 0.038 + jitter(at, 9) / 1000, instance }),
    line(at + 12, BAD_REVISION, instance, "stderr", { severity: "ERROR", textPayload: TRACEBACK }),
    line(at + 14, BAD_REVISION, instance, "stderr", {
      severity: "ERROR",
      jsonPayload: {
        logger: "app.auth.system_user",
        message:
          "SYSTEM USER AUTHENTICATION FAILURE: User 'system' failed authentication: the database session could not be created",
      },
    }),
    line(at + 31, BAD_REVISION, instance, "stdout", {
      textPayload: `169.254.169.126:${port} - "GET ${ROUTE} HTTP/1.1" 500 Internal Server Error`,
    }),
  ];
}

/** The entries of one poll that was answered. */
export function pollAnswered(at: number, revision: string): SampleEntry[] {
  const instance = instanceOf(revision, at);
  const port = 20_000 + (hashNumber(`port${at}`) % 40_000);
  return [
    request(at, STAGING.project, revision, { status: 200, latency: 0.021 + jitter(at, 6) / 1000, instance }),
    line(at + 22, revision, instance, "stdout", {
      textPayload: `169.254.169.126:${port} - "GET ${ROUTE} HTTP/1.1" 200 OK`,
    }),
  ];
}

/** Audit entries of a deploy: the service is replaced, then its new revision is ready. */
export function deploy(at: number, revision = BAD_REVISION): SampleEntry[] {
  const resource = (name: string): JsonObject => ({
    type: "cloud_run_revision",
    labels: { project_id: STAGING.project, service_name: SERVICE, revision_name: name, location: "europe-west1" },
  });
  const audit = (when: number, log: string, name: string, payload: JsonObject): SampleEntry => ({
    ...base(when, STAGING.project, `cloudaudit.googleapis.com%2F${log}`, `audit${name}${revision}`),
    severity: "NOTICE",
    resource: resource(name),
    protoPayload: {
      "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
      serviceName: "run.googleapis.com",
      ...payload,
    },
  });
  return [
    audit(at - 65 * SECOND, "activity", "", {
      methodName: "google.cloud.run.v1.Services.ReplaceService",
      resourceName: `namespaces/${STAGING.project}/services/${SERVICE}`,
      authenticationInfo: { principalEmail: `deployer@${STAGING.project}.iam.gserviceaccount.com` },
      status: {},
    }),
    audit(at - 9 * SECOND, "system_event", revision, {
      methodName: "/Services.ReplaceService",
      resourceName: `namespaces/${STAGING.project}/revisions/${revision}`,
      status: {
        message: `Ready condition status changed to True for Revision ${revision} with message: Deploying revision succeeded in 41.7s.`,
      },
    }),
  ];
}

const TRACEBACK = `Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/starlette/routing.py", line 715, in __call__
    await self.middleware_stack(scope, receive, send)
  File "/app/gateway/routes/mcp.py", line 41, in list_servers
    async with session_for("system") as session:
  File "/app/gateway/db/session.py", line 88, in session_for
    engine = get_engine(settings.environment)
  File "/app/gateway/db/engine.py", line 23, in get_engine
    return create_async_engine(settings.database_url, poolclass=QueuePool, pool_size=5)
  File "/usr/local/lib/python3.12/site-packages/sqlalchemy/ext/asyncio/engine.py", line 120, in create_async_engine
    sync_engine = _create_engine(url, **kw)
  File "/usr/local/lib/python3.12/site-packages/sqlalchemy/engine/create.py", line 672, in create_engine
    raise exc.ArgumentError(
sqlalchemy.exc.ArgumentError: Pool class QueuePool cannot be used with asyncio engine (Background on this error at: https://sqlalche.me/e/20/pcls)`;

type Answer = { status: number; latency: number; instance: string; path?: string; agent?: string; ip?: string };

function request(at: number, project: string, revision: string, answer: Answer): SampleEntry {
  const { status, latency, instance, path = ROUTE, agent = BROWSER, ip = "203.0.113.24" } = answer;
  const host = project === STAGING.project ? "gateway.staging.example.com" : "gateway.example.com";
  return {
    ...base(at, project, "run.googleapis.com%2Frequests", `${path}${status}${revision}`),
    severity: status >= 500 ? "ERROR" : status >= 400 ? "WARNING" : "INFO",
    resource: resourceOf(project, revision),
    labels: { instanceId: instance },
    trace: `projects/${project}/traces/${hash(`trace${at}${path}`, 32)}`,
    httpRequest: {
      requestMethod: "GET",
      requestUrl: `https://${host}${path}`,
      status,
      latency: `${latency.toFixed(6)}s`,
      userAgent: agent,
      remoteIp: ip,
      ...(agent === BROWSER ? { referer: `https://console.${host.slice(8)}/agents` } : {}),
      protocol: "HTTP/1.1",
      responseSize: "214",
    },
  };
}

function healthCheck(at: number, project: string, revision: string): SampleEntry {
  const instance = instanceOf(revision, at);
  return request(at, project, revision, {
    status: 200,
    latency: 0.002,
    instance,
    path: "/healthz",
    agent: HEALTH_CHECK,
    ip: "35.191.0.7",
  });
}

function productionRequest(at: number): SampleEntry {
  const caller = hashNumber(`caller${at}`) % 40;
  const instance = instanceOf(PRODUCTION_REVISION, at);
  return request(at, PRODUCTION.project, PRODUCTION_REVISION, {
    status: 200,
    latency: 0.019 + jitter(at, 15) / 1000,
    instance,
    ip: `198.51.100.${10 + caller}`,
  });
}

/** Everyday noise: somebody asks for what is not there. */
function notFound(at: number): SampleEntry {
  const instance = instanceOf(PRODUCTION_REVISION, at);
  return request(at, PRODUCTION.project, PRODUCTION_REVISION, {
    status: 404,
    latency: 0.003,
    instance,
    path: "/robots.txt",
    agent: "curl/8.9.1",
    ip: "192.0.2.77",
  });
}

/** Everyday noise: a warning that every start of this service writes. */
function warning(at: number, revision: string): SampleEntry {
  return line(at, revision, instanceOf(revision, at), "stderr", {
    severity: "WARNING",
    jsonPayload: { logger: "app.telemetry", message: "No exporter is configured: traces are not exported" },
  });
}

function line(
  at: number,
  revision: string,
  instance: string,
  stream: "stdout" | "stderr",
  payload: JsonObject,
): SampleEntry {
  return {
    ...base(at, STAGING.project, `run.googleapis.com%2F${stream}`, JSON.stringify(payload).slice(0, 60)),
    resource: resourceOf(STAGING.project, revision),
    labels: { instanceId: instance },
    ...payload,
  };
}

function base(at: number, project: string, log: string, salt: string): SampleEntry {
  return {
    insertId: hash(`${at}${log}${salt}`, 16),
    logName: `projects/${project}/logs/${log}`,
    timestamp: toIso(at),
    receiveTimestamp: toIso(at + 180),
  };
}

function resourceOf(project: string, revision: string): JsonObject {
  return {
    type: "cloud_run_revision",
    labels: {
      project_id: project,
      service_name: SERVICE,
      revision_name: revision,
      location: "europe-west1",
      configuration_name: SERVICE,
    },
  };
}

/** Instances live for some hours. */
function instanceOf(revision: string, at: number): string {
  return `00${hash(`${revision}${Math.floor(at / (5 * 60 * MINUTE))}`, 62)}`;
}

function ticks(from: number, to: number, step: number): number[] {
  const count = Math.max(0, Math.floor((to - from) / step) + 1);
  return Array.from({ length: count }, (_, i) => from + i * step);
}

/** A whole number of milliseconds from -most to most, the same for the same time. */
function jitter(at: number, most: number): number {
  return (hashNumber(`jitter${at}`) % (2 * most + 1)) - most;
}

function hashNumber(text: string): number {
  return Number.parseInt(hash(text, 8), 16);
}

function hash(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
