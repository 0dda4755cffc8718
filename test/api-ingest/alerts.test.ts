import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "../lib/entries.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let app: RunningApp;
beforeAll(async () => {
  app = await startRunningApp({ sample: false });
});
afterAll(() => app.stop());

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${app.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
};

const now = Math.floor(Date.now() / 1000);
const incident = {
  incident_id: "0.mtdi83m6w8ao",
  scoping_project_id: "acme-staging",
  state: "open",
  started_at: now - 600,
  ended_at: null,
  summary: "Request count for acme-staging api is above 0.5.",
  policy_name: "Errors of api",
  condition_name: "5xx",
  resource: { type: "cloud_run_revision", labels: { project_id: "acme-staging", service_name: "api" } },
};
const alert = {
  status: "firing",
  labels: { alertname: "HighLatency", service: "api", environment: "staging" },
  annotations: { summary: "p99 above 2 s" },
  startsAt: new Date((now - 500) * 1000).toISOString(),
  endsAt: "0001-01-01T00:00:00Z",
  fingerprint: "f1",
};
const counts = (read: number, accepted: number) => ({ read, accepted, duplicates: read - accepted, rejected: 0 });

test("alerts of Cloud Monitoring and Alertmanager stand in the timeline of their service's incident", async () => {
  const failures = Array.from({ length: 60 }, (_, index) =>
    JSON.stringify(request({ at: (now - 900 + index * 15) * 1000, status: 500, path: "/api/orders" })),
  );
  await fetch(`${app.url}/api/v1/entries`, { method: "POST", body: failures.join("\n") });

  const opened = await post("/ingest/alerts/google", { version: "1.2", incident });
  const again = await post("/ingest/alerts/google", { version: "1.2", incident });
  const closed = await post("/ingest/alerts/google", {
    version: "1.2",
    incident: { ...incident, state: "closed", ended_at: now - 60 },
  });
  const fired = await post("/ingest/alerts/alertmanager", { version: "4", status: "firing", alerts: [alert] });

  expect([opened.body, again.body, closed.body, fired.body]).toStrictEqual([
    counts(1, 1),
    counts(1, 0),
    counts(1, 1),
    counts(1, 1),
  ]);
  const told = await eventually(async () => {
    const { body } = await app.call("GET", "/incidents");
    const [first] = (body as { incidents: { id: string }[] }).incidents;
    if (first === undefined) return undefined;
    const { incident: found } = (await app.call("GET", `/incidents/${first.id}`)).body as {
      incident: { timeline: { kind: string; statement: string }[] };
    };
    const alerts = found.timeline.filter(({ statement }) => statement.includes("the alert"));
    return alerts.length === 3 ? alerts : undefined;
  });
  expect(told.map(({ kind, statement }) => `${kind}: ${statement}`)).toStrictEqual([
    "detection: Cloud Monitoring opened the alert “Errors of api”: Request count for acme-staging api is above 0.5.",
    "detection: Alertmanager opened the alert “HighLatency”: p99 above 2 s",
    "detection: Cloud Monitoring closed the alert “Errors of api”",
  ]);
});

test("the body that tries a connection is taken and stores nothing", async () => {
  const tried = {
    version: "test",
    incident: {
      incident_id: "12345",
      state: "OPEN",
      started_at: 0,
      ended_at: 0,
      documentation: "Test",
      policy_name: "projects/12345/alertPolicies/12345",
    },
  };

  expect(await post("/ingest/alerts/google", tried)).toStrictEqual({ status: 200, body: counts(0, 0) });
});

test.each([
  ["/ingest/alerts/google", { version: "1.2" }, 400],
  ["/ingest/alerts/google", [], 400],
  ["/ingest/alerts/alertmanager", { version: "3", alerts: [] }, 400],
  ["/ingest/alerts/grafana", {}, 404],
])("%s refuses what is no alert: %j", async (path, body, status) => {
  expect((await post(path, body)).status).toBe(status);
});

test("a password counts as an API token: on loopback it is not asked for, and harms nothing", async () => {
  const authorization = `Basic ${Buffer.from("monitoring:plb_x").toString("base64")}`;

  expect((await post("/ingest/alerts/google", { version: "1.2", incident }, { authorization })).status).toBe(200);
});
