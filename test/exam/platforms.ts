import { createHash } from "node:crypto";

/** Entries as the platforms of Google Cloud write them, each a valid whole. */
export type Entry = Record<string, unknown>;
export type Request = {
  at: number;
  method?: string;
  path: string;
  status?: number;
  latency?: string;
  remoteIp?: string;
  userAgent?: string;
  trace?: string;
};
type Payload = string | Record<string, unknown>;

const BROWSER = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15";

/** Times from `from` on, about `everyMs` apart without keeping time. */
export function unsteady(everyMs: number, count: number, from: string): number[] {
  const start = Date.parse(from);
  return Array.from({ length: count }, (_, i) => start + i * everyMs + ((i * 7919 + i * i * 613) % (everyMs * 0.7)));
}

/** 32 hex digits that belong to these words. */
export function traceOf(...words: unknown[]): string {
  return hash(words.join("|")).slice(0, 32);
}

/** A container of a Kubernetes deployment with two pods; lines on stderr bear ERROR from their stream. */
export function gke(project: string, container: string) {
  const pod = (i: number) => `${container}-6c9f8d7b5-${["x2kq9", "m8dlp"][i % 2]}`;
  const place = (i: number) => ({
    resource: {
      type: "k8s_container",
      labels: {
        project_id: project,
        cluster_name: "main",
        location: "europe-west1",
        namespace_name: "shop",
        pod_name: pod(i),
        container_name: container,
      },
    },
    labels: { "k8s-pod/app": container, "k8s-pod/pod-template-hash": "6c9f8d7b5" },
  });
  return {
    stderr: (at: number, payload: Payload, i = 0, more: Entry = {}) =>
      entry(project, "stderr", at, { ...place(i), severity: "ERROR", ...payloadOf(payload), ...more }),
    stdout: (at: number, payload: Payload, i = 0, more: Entry = {}) =>
      entry(project, "stdout", at, { ...place(i), severity: "INFO", ...payloadOf(payload), ...more }),
  };
}

/** A Cloud Run service with its request log, its streams and the platform's own log. */
export function cloudRun(project: string, service: string, revision = `${service}-00042-xaz`) {
  const place = (i: number) => ({
    resource: {
      type: "cloud_run_revision",
      labels: {
        project_id: project,
        service_name: service,
        revision_name: revision,
        configuration_name: service,
        location: "europe-west1",
      },
    },
    labels: { instanceId: `00f46b92${hash(`${service}${revision}${i % 3}`).slice(0, 40)}` },
  });
  return {
    request: (request: Request, i = 0, text?: string) =>
      entry(project, "run.googleapis.com%2Frequests", request.at, {
        ...place(i),
        ...requestOf(request, `https://${service}-k2x7.a.run.app`, project),
        ...(text === undefined ? {} : { textPayload: text }),
      }),
    log: (at: number, payload: Payload, i = 0, more: Entry = {}) =>
      entry(project, "run.googleapis.com%2Fstderr", at, { ...place(i), ...payloadOf(payload), ...more }),
    system: (at: number, text: string, severity: string, i = 0) =>
      entry(project, "run.googleapis.com%2Fvarlog%2Fsystem", at, { ...place(i), severity, textPayload: text }),
  };
}

/** A service of App Engine (second generation): its request log and its streams. */
export function appEngine(project: string, module: string, version = "20260301t101500") {
  const resource = {
    type: "gae_app",
    labels: { project_id: project, module_id: module, version_id: version, zone: "europe-west1-2" },
  };
  return {
    request: (request: Request) => {
      const {
        method = "GET",
        path,
        status = 200,
        latency = "0.042s",
        remoteIp = "198.51.100.9",
        userAgent = BROWSER,
      } = request;
      return entry(project, "appengine.googleapis.com%2Frequest_log", request.at, {
        resource,
        severity: status >= 500 ? "ERROR" : "INFO",
        labels: { clone_id: "0087599d42" },
        httpRequest: { status },
        ...traced(request, project),
        protoPayload: {
          "@type": "type.googleapis.com/google.appengine.logging.v1.RequestLog",
          appId: `e~${project}`,
          moduleId: module,
          versionId: version,
          requestId: hash(`${request.at}${path}`).slice(0, 60),
          ip: remoteIp,
          startTime: new Date(request.at).toISOString(),
          endTime: new Date(request.at + 1000 * Number.parseFloat(latency)).toISOString(),
          latency,
          method,
          resource: path,
          httpVersion: "HTTP/1.1",
          status,
          responseSize: "312",
          userAgent,
          urlMapEntry: "auto",
          host: `${project}.ew.r.appspot.com`,
          instanceIndex: -1,
          finished: true,
        },
      });
    },
    log: (at: number, payload: Payload, more: Entry = {}) =>
      entry(project, "stderr", at, { resource, labels: { clone_id: "0087599d42" }, ...payloadOf(payload), ...more }),
  };
}

/** A function of the first generation: all it says bears the execution. */
export function cloudFunction(project: string, name: string) {
  return (at: number, execution: number, textPayload: string, severity = "DEBUG") =>
    entry(project, "cloudfunctions.googleapis.com%2Fcloud-functions", at, {
      resource: {
        type: "cloud_function",
        labels: { project_id: project, region: "europe-west1", function_name: name },
      },
      labels: { execution_id: hash(`${name}${execution}`).slice(0, 12) },
      trace: `projects/${project}/traces/${traceOf(name, execution)}`,
      severity,
      textPayload,
    });
}

/** An external HTTP(S) load balancer in front of a backend. */
export function loadBalancer(project: string, backend: string) {
  return (request: Request, statusDetails: string) =>
    entry(project, "requests", request.at, {
      resource: {
        type: "http_load_balancer",
        labels: {
          project_id: project,
          zone: "global",
          url_map_name: "shop-map",
          forwarding_rule_name: "shop-https",
          target_proxy_name: "shop-proxy",
          backend_service_name: backend,
        },
      },
      ...requestOf(request, "https://shop.example.com", project),
      severity: (request.status ?? 200) >= 400 ? "WARNING" : "INFO",
      jsonPayload: {
        "@type": "type.googleapis.com/google.cloud.loadbalancing.type.LoadBalancerLogEntry",
        statusDetails,
        backendTargetProjectNumber: "projects/4711",
        remoteIp: request.remoteIp ?? "198.51.100.9",
      },
    });
}

/** A line of PostgreSQL's own log, as Cloud SQL has it. */
export function cloudSql(project: string, instance: string) {
  return (at: number, text: string, severity = "ERROR") =>
    entry(project, "cloudsql.googleapis.com%2Fpostgres.log", at, {
      resource: {
        type: "cloudsql_database",
        labels: { project_id: project, database_id: `${project}:${instance}`, region: "europe" },
      },
      severity,
      textPayload: `${new Date(at).toISOString().replace("T", " ").replace("Z", " UTC")} [2201]: ${text}`,
    });
}

function requestOf(request: Request, origin: string, project: string): Entry {
  const {
    method = "GET",
    path,
    status = 200,
    latency = "0.042s",
    remoteIp = "198.51.100.9",
    userAgent = BROWSER,
  } = request;
  return {
    severity: status >= 500 ? "ERROR" : status >= 400 ? "WARNING" : "INFO",
    httpRequest: {
      requestMethod: method,
      requestUrl: `${origin}${path}`,
      ...(status === 0 ? {} : { status }),
      latency,
      remoteIp,
      userAgent,
      protocol: "HTTP/1.1",
    },
    ...traced(request, project),
  };
}

function traced({ trace }: Request, project: string): Entry {
  return trace === undefined ? {} : { trace: `projects/${project}/traces/${trace}`, spanId: trace.slice(0, 16) };
}

function payloadOf(payload: Payload): Entry {
  return typeof payload === "string" ? { textPayload: payload } : { jsonPayload: payload };
}

function entry(project: string, log: string, at: number, more: Entry): Entry {
  const timestamp = new Date(at).toISOString();
  return {
    insertId: hash(`${log}${timestamp}${JSON.stringify(more)}`).slice(0, 20),
    logName: `projects/${project}/logs/${log}`,
    timestamp,
    receiveTimestamp: new Date(at + 180).toISOString(),
    ...more,
  };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
