import { createHash } from "node:crypto";

/** Builders of LogEntry objects in the REST form. Each gives a valid whole; a test names only what matters. */
export type EntryOptions = {
  /** RFC 3339, or milliseconds since 1970. */
  at: string | number;
  project?: string;
  service?: string;
  revision?: string;
  instance?: string;
  severity?: string;
  trace?: string;
  log?: string;
  insertId?: string;
};

export type RequestOptions = EntryOptions & {
  method?: string;
  path?: string;
  status?: number;
  latency?: string;
  userAgent?: string;
  remoteIp?: string;
  /** The platform's text about a request it could not serve. */
  text?: string;
};

/** A request of Cloud Run's request log; GET / answered 200 unless said otherwise. */
export function request(options: RequestOptions): Record<string, unknown> {
  const {
    method = "GET",
    path = "/",
    status = 200,
    latency = "0.02s",
    userAgent = "Mozilla/5.0 (X11) Chrome/140.0 Safari/537.36",
    remoteIp = "203.0.113.9",
    text,
  } = options;
  const severity = status >= 500 ? "ERROR" : status >= 400 ? "WARNING" : "INFO";
  return {
    ...base({ severity, ...options, log: "run.googleapis.com%2Frequests" }, `${method}${path}${status}`),
    ...(text === undefined ? {} : { textPayload: text }),
    httpRequest: {
      requestMethod: method,
      requestUrl: `https://api.example.com${path}`,
      status,
      latency,
      userAgent,
      remoteIp,
      protocol: "HTTP/1.1",
    },
  };
}

/** A line of text on stderr, without severity as plain text has none. */
export function text(textPayload: string, options: EntryOptions): Record<string, unknown> {
  return { ...base(options, textPayload), textPayload };
}

/** A structured line on stderr; severity ERROR unless said otherwise. */
export function json(jsonPayload: Record<string, unknown>, options: EntryOptions): Record<string, unknown> {
  return { ...base({ severity: "ERROR", ...options }, JSON.stringify(jsonPayload)), jsonPayload };
}

/** A line of the platform about a revision or an instance (Cloud Run's system log); severity as given, else none. */
export function platform(textPayload: string, options: EntryOptions): Record<string, unknown> {
  return text(textPayload, { ...options, log: "run.googleapis.com%2Fvarlog%2Fsystem" });
}

/** The audit log's word that a revision did not become ready. */
export function notReady(reason: string, options: EntryOptions): Record<string, unknown> {
  const { revision = "api-00002-new", service = "api", project = "acme-staging" } = options;
  const log = "cloudaudit.googleapis.com%2Fsystem_event";
  return {
    ...base({ severity: "ERROR", ...options, log }, reason),
    protoPayload: {
      "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
      serviceName: "run.googleapis.com",
      methodName: "/InternalServices.ReplaceInternalService",
      resourceName: `namespaces/${project}/revisions/${revision}`,
      status: {
        code: 9,
        message: `Ready condition status changed to False for Revision ${revision} with message: ${reason}`,
      },
      response: { metadata: { labels: { "serving.knative.dev/service": service } } },
    },
  };
}

/** A line of PostgreSQL's own log, as Cloud SQL has it. */
export function databaseLine(message: string, options: EntryOptions): Record<string, unknown> {
  const { project = "acme-staging" } = options;
  const entry = text(`2026-03-02 10:00:00.000 UTC [4711]: [1-1] db=shop,user=app ${message}`, {
    severity: "ERROR",
    ...options,
    log: "cloudsql.googleapis.com%2Fpostgres.log",
  });
  const labels = { project_id: project, database_id: `${project}:main`, region: "europe-west1" };
  return { ...entry, labels: {}, resource: { type: "cloudsql_database", labels } };
}

/** A deploy of the service, as the audit log has it. */
export function deploy(options: EntryOptions): Record<string, unknown> {
  const { project = "acme-staging", service = "api" } = options;
  return {
    ...base({ severity: "NOTICE", ...options, revision: "", log: "cloudaudit.googleapis.com%2Factivity" }, "deploy"),
    protoPayload: {
      "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
      serviceName: "run.googleapis.com",
      methodName: "google.cloud.run.v1.Services.ReplaceService",
      resourceName: `namespaces/${project}/services/${service}`,
      authenticationInfo: { principalEmail: "deployer@example.com" },
      status: {},
    },
  };
}

/** Times from `from` on, `count` of them, `everyMs` apart, in milliseconds since 1970. */
export function every(everyMs: number, count: number, from: string): number[] {
  return Array.from({ length: count }, (_, i) => Date.parse(from) + i * everyMs);
}

function base(options: EntryOptions, salt: string): Record<string, unknown> {
  const { project = "acme-staging", service = "api", revision = "api-00002-new", severity, trace } = options;
  const { log = "run.googleapis.com%2Fstderr", instance = "instance-1" } = options;
  const timestamp = typeof options.at === "number" ? new Date(options.at).toISOString() : options.at;
  return {
    insertId:
      options.insertId ??
      createHash("sha256").update(`${timestamp}${log}${salt}${instance}`).digest("hex").slice(0, 16),
    logName: `projects/${project}/logs/${log}`,
    timestamp,
    receiveTimestamp: timestamp,
    ...(severity === undefined ? {} : { severity }),
    resource: {
      type: "cloud_run_revision",
      labels: {
        project_id: project,
        service_name: service,
        revision_name: revision,
        location: "europe-west1",
        configuration_name: service,
      },
    },
    labels: { instanceId: instance },
    ...(trace === undefined ? {} : { trace: `projects/${project}/traces/${trace}` }),
  };
}
