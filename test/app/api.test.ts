import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  incidentResponseSchema,
  incidentsResponseSchema,
  runChecksResponseSchema,
  statusResponseSchema,
  stepResponseSchema,
} from "../../shared/api.ts";
import { linesResponseSchema, type ShownIncident } from "../../shared/api-incident.ts";
import { analysisSchema } from "../../shared/incident.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let app: RunningApp;
let incident: ShownIncident;

beforeAll(async () => {
  app = await startRunningApp();
  const id = await eventually(
    async () => incidentsResponseSchema.parse((await app.call("GET", "/incidents")).body).incidents[0]?.id,
  );
  incident = incidentResponseSchema.parse((await app.call("GET", `/incidents/${id}`)).body).incident;
});
afterAll(() => app.stop());

describe("the first start with nothing configured", () => {
  test("loads the sample, marked as such, and says what was read", async () => {
    const status = statusResponseSchema.parse((await app.call("GET", "/status")).body);
    expect(status.sample).toEqual({ loaded: true, fixApplied: false, canApply: true });
    expect(status.coverage?.read).toBe(status.coverage?.accepted);
    expect(status.environments).toEqual(["sample-staging", "sample-production"]);
  });

  test("shows its one incident with the cause that live checks confirm", () => {
    expect(incident).toMatchObject({
      environment: "sample-staging",
      status: "open",
      rootCause: { family: "config.pool-class-mismatch" },
    });
    expect(incident.checks.find((check) => check.kind === "endpoint")).toMatchObject({ outcome: "confirmed" });
  });
});

describe("the API", () => {
  test("gives all log lines of an incident in order of time, page by page, and those that fit a filter", async () => {
    const linesOf = async (query: string) =>
      linesResponseSchema.parse((await app.call("GET", `/incidents/${incident.id}/lines${query}`)).body);
    const all = await linesOf("");
    expect(all.total).toBe(incident.groups.reduce((sum, { lines }) => sum + lines, 0));
    const times = all.lines.map(({ timestamp }) => Date.parse(timestamp));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const first = await linesOf("?limit=2");
    expect(first).toEqual({ ...all, lines: all.lines.slice(0, 2), next: first.next });
    const second = await linesOf(`?limit=2&after=${encodeURIComponent(first.next ?? "")}`);
    expect(second.lines).toEqual(all.lines.slice(2, 4));
    const [line] = all.lines;
    expect((await linesOf(`?q=${line?.insertId}`)).matching).toBe(0);
    expect((await linesOf(`?severity=ERROR&to=${line?.timestamp}`)).lines.map(({ insertId }) => insertId)).toContain(
      line?.insertId,
    );
    expect((await app.call("GET", `/incidents/${incident.id}/lines?severity=LOUD`)).status).toBe(400);
  });

  test("keeps a due day, a link and a note of a step, tells who said so, and takes back what is null", async () => {
    const { id, remediation } = incident;
    const patch = (body: object) => app.call("PATCH", `/incidents/${id}/steps/${remediation.steps[0]?.id}`, body);
    const said = { due: "2026-12-01", link: "https://tracker.example/PL-7", note: "Waits for the rollout." };
    expect((await patch(said)).body).toMatchObject({ step: said });
    expect(Object.keys(stepResponseSchema.parse((await patch({ due: null, link: null })).body).step)).not.toContain(
      "due",
    );
    const { events } = incidentResponseSchema.parse((await app.call("GET", `/incidents/${id}`)).body);
    expect(events.slice(0, 5).map(({ what, why }) => [what.split(" “")[0], why])).toEqual([
      ["set the link of", null],
      ["set the due date of", null],
      ["wrote a note on", said.note],
      ["set the link of", null],
      ["set the due date of", null],
    ]);
    expect((await patch({ link: "javascript:alert(1)" })).status).toBe(400);
    expect((await patch({ due: "tomorrow" })).status).toBe(400);
  });

  test("changes a step's state and owner, and the incident keeps them when it is derived again", async () => {
    const stepId = incident.remediation.steps[0]?.id;
    const patched = await app.call("PATCH", `/incidents/${incident.id}/steps/${stepId}`, {
      status: "in-progress",
      owner: "Ada",
    });
    expect(patched.status).toBe(200);
    expect(stepResponseSchema.parse(patched.body).step).toMatchObject({ status: "in-progress", owner: "Ada" });
    const ran = await app.call("POST", `/incidents/${incident.id}/checks/run`, {});
    expect(runChecksResponseSchema.parse(ran.body).checks.length).toBeGreaterThan(3);
    const after = incidentResponseSchema.parse((await app.call("GET", `/incidents/${incident.id}`)).body);
    expect(after.incident.remediation.steps[0]).toMatchObject({ status: "in-progress", owner: "Ada" });
    expect(after.events.map((event) => event.what).join("\n")).toContain("Ada");
  });

  test.each([
    ["markdown", "text/markdown", "# GET /api/mcp/servers fails with 500"],
    ["html", "text/html", "<!doctype html>"],
    ["json", "application/json", undefined],
  ])("exports the report as %s", async (format, type, start) => {
    const { status, body, headers } = await app.call("GET", `/incidents/${incident.id}/report?format=${format}`);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain(type);
    expect(headers.get("content-disposition")).toContain(`incident-${incident.id}`);
    if (start !== undefined) expect(body).toMatch(new RegExp(`^${start}`));
    else expect(analysisSchema.parse(body).incidents[0]?.id).toBe(incident.id);
  });

  test.each([
    ["GET", "/incidents/none", undefined, {}, 404, "There is no incident none."],
    ["GET", "/nothing", undefined, {}, 404, "GET /api/v1/nothing is not an address of this API."],
    ["PATCH", "/incidents/none/steps/x", {}, {}, 400, "expected one or more of status, owner, due, link and note"],
    ["PATCH", "/incidents/none/steps/x", { status: "verified" }, {}, 400, "status"],
    ["PATCH", "/incidents/none/steps/x", "{", { "content-type": "application/json" }, 400, "can't be read"],
    ["PATCH", "/incidents/none/steps/x", "a=1", { "content-type": "text/plain" }, 400, "expected application/json"],
    ["POST", "/sample/fix", undefined, { "sec-fetch-site": "cross-site" }, 403, "not from other sites"],
    ["DELETE", "/sample", undefined, { origin: "https://evil.example" }, 403, "not from other sites"],
    ["GET", "/incidents/none/report?format=docm", undefined, {}, 400, "expected one of"],
  ])("answers %s %s with what is wrong", async (method, path, body, headers, status, message) => {
    const answer = await app.call(method, path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      error: { message: expect.stringContaining(message), requestId: expect.any(String) },
    });
  });

  test("answers only for addresses of this machine: another name that points here is refused", async () => {
    const { request } = await import("node:http");
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${app.url}/api/v1/status`, { headers: { host: "rebound.example" } }, (response) =>
        resolve(response.statusCode),
      )
        .on("error", reject)
        .end();
    });
    expect(status).toBe(421);
  });

  test("tells listeners of changes", async () => {
    const stream = await fetch(`${app.url}/api/v1/events`, { signal: AbortSignal.timeout(20_000) });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const stepId = incident.remediation.steps[1]?.id;
    await app.call("PATCH", `/incidents/${incident.id}/steps/${stepId}`, { owner: "Grace" });
    let seen = "";
    while (!seen.includes("event: changed")) seen += (await reader?.read())?.value ?? "";
    await reader?.cancel();
    expect(seen).toContain("event: hello");
    expect(seen).toContain(incident.id);
  });
});

describe("the doors for machines", () => {
  test("say that it lives, that it is ready, and what it counted", async () => {
    const get = async (path: string) => (await fetch(`${app.url}${path}`)).text();
    expect(JSON.parse(await get("/healthz"))).toEqual({ status: "ok" });
    expect(JSON.parse(await get("/readyz"))).toEqual({ status: "ready" });
    const metrics = await get("/metrics");
    expect(metrics).toMatch(/^plumbline_entries\{source="sample",outcome="accepted"\} \d{4,}$/m);
    expect(metrics).toMatch(/^plumbline_checks_total\{kind="endpoint",outcome="confirmed"\} \d+$/m);
    expect(metrics).toMatch(/^plumbline_incidents\{status="open"\} 1$/m);
    expect(metrics).toMatch(/^plumbline_analysis_seconds_count\{result="ok"\} \d+$/m);
  });
});

describe("the fix of the sample", () => {
  test("turns endpoint, schema and migrations green at once, and the recurrence only after its time of silence", async () => {
    const fixed = await app.call("POST", "/sample/fix");
    expect(fixed.body).toEqual({ sample: { loaded: true, fixApplied: true, canApply: false } });
    const { incident: after } = incidentResponseSchema.parse((await app.call("GET", `/incidents/${incident.id}`)).body);
    const states = Object.fromEntries(after.remediation.successCriteria.map(({ kind, state }) => [kind, state]));
    expect(states).toMatchObject({ endpoint: "met", schema: "met", row: "met", recurrence: "unmet" });
    expect(after.status).toBe("open");
  });

  test("removing the sample leaves nothing of it, and it can be loaded again", async () => {
    expect((await app.call("DELETE", "/sample")).body).toEqual({
      sample: { loaded: false, fixApplied: false, canApply: false },
    });
    expect(incidentsResponseSchema.parse((await app.call("GET", "/incidents")).body).totals).toEqual({
      all: 0,
      active: 0,
    });
    expect((await app.call("POST", "/sample")).body).toEqual({
      sample: { loaded: true, fixApplied: false, canApply: true },
    });
    expect(incidentsResponseSchema.parse((await app.call("GET", "/incidents")).body).totals).toEqual({
      all: 1,
      active: 1,
    });
  });
});
