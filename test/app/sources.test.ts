import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { incidentResponseSchema, incidentsResponseSchema } from "../../shared/api.ts";
import { auditResponseSchema } from "../../shared/api-access.ts";
import { type SourceView, sourceResponseSchema, sourcesResponseSchema } from "../../shared/api-operations.ts";
import { HOUR, MINUTE, toIso } from "../../shared/time.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let app: RunningApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-watched-"));
  await writeFile(join(folder, "one.ndjson"), failures(0, 70).join(""));
  app = await startRunningApp({
    sample: false,
    config: {
      environments: [{ name: "staging", projects: ["shop-staging"] }],
      sources: [{ kind: "folder", path: folder, pollSeconds: 1 }],
    },
  });
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true });
});

/** A request that failed, once a minute, from `first` up to, not with, `last`; the last hour and a bit. */
function failures(first: number, last: number): string[] {
  const from = Date.now() - 75 * MINUTE;
  return Array.from({ length: last - first }, (_, i) => {
    const entry = {
      insertId: `e${first + i}`,
      logName: "projects/shop-staging/logs/run.googleapis.com%2Frequests",
      timestamp: toIso(from + (first + i) * MINUTE),
      severity: "ERROR",
      resource: { type: "cloud_run_revision", labels: { project_id: "shop-staging", service_name: "shop" } },
      httpRequest: { requestMethod: "GET", requestUrl: "https://shop.example/api/orders", status: 500 },
    };
    return `${JSON.stringify(entry)}\n`;
  });
}

async function sourceWhen(name: string, holds: (source: SourceView) => boolean): Promise<SourceView> {
  return eventually(async () => {
    const { sources } = sourcesResponseSchema.parse((await app.call("GET", "/sources")).body);
    return sources.find((source) => source.name.startsWith(name) && holds(source));
  });
}

const isRead = (count: number) => (source: SourceView) => source.coverage?.accepted === count;

describe("a source that is paused through the API", () => {
  test("says by whom, why and since when; reads nothing; goes on and fills the gap once it is resumed", async () => {
    const before = await sourceWhen("folder", (source) => isRead(70)(source) && source.cursor !== null);
    expect(before).toMatchObject({
      id: expect.stringMatching(/^src_[0-9a-f]{12}$/),
      kind: "folder",
      pause: null,
      canPause: true,
      reads: folder,
      cursor: "1 file is known by name.",
      gapCounts: { open: 0, ended: 0, filled: 0 },
    });
    const heard = hearChange('"incidentId":null');

    const paused = await app.call("POST", `/sources/${before.id}/pause`, { reason: "the disk is being moved" });
    expect(paused.status).toBe(200);
    expect(sourceResponseSchema.parse(paused.body).source).toMatchObject({
      id: before.id,
      state: "paused",
      detail: expect.stringMatching(/^Paused by \w+ since .* UTC: the disk is being moved\. It goes on where it was/),
      pause: { by: expect.any(String), reason: "the disk is being moved", since: expect.any(String) },
      gapCounts: { open: 1, ended: 0, filled: 0 },
    });
    await heard;
    await writeFile(join(folder, "two.ndjson"), failures(70, 75).join(""));
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await sourceWhen("folder", isRead(70));

    const resumed = await app.call("POST", `/sources/${before.id}/resume`, {});
    expect(resumed.status).toBe(200);
    await sourceWhen("folder", isRead(75));
    const after = await sourceWhen("folder", ({ gapCounts }) => gapCounts.filled === 1);
    expect(after.pause).toBeNull();
    expect(after.gaps).toMatchObject([
      {
        kind: "pause",
        reason: expect.stringMatching(/^paused by (\w+): the disk is being moved; resumed by \1$/),
        filler: "files",
        filledBy: "reading the files on",
      },
    ]);
  });

  test("is named by its id; what is wrong with a request says what to send instead", async () => {
    const { id, name } = await sourceWhen("folder", () => true);
    const path = (named: string) => `/sources/${encodeURIComponent(named)}`;
    const refusal = async (asked: string, body: object = {}) => (await app.call("POST", asked, body)).body;
    expect(await refusal(`${path(name)}/resume`)).toMatchObject({
      error: {
        code: "not-found",
        message: `There is no source with the id ${name}: the one of that name has the id ${id}.`,
      },
    });
    expect(await refusal(`${path("other")}/resume`)).toMatchObject({
      error: { message: "There is no source with the id other. The ids stand at GET /api/v1/sources." },
    });
    expect(await refusal(`${path(id)}/pause`)).toMatchObject({
      error: { code: "bad-input", message: expect.stringContaining("expected a reason: why the source is paused") },
    });
    const door = await idOf("otlp");
    await app.call("POST", `${path(door)}/pause`, { reason: "first" });
    expect(await refusal(`${path(door)}/pause`, { reason: "second" })).toMatchObject({
      error: {
        code: "conflict",
        message: expect.stringMatching(/ is paused already, by \w+ since .* UTC: first\. Resume it first\.$/),
      },
    });
    expect((await app.call("POST", `${path(door)}/resume`, {})).status).toBe(200);
  });

  test("is in the audit log, twice is a conflict, and what there is not is not found", async () => {
    const { id } = await sourceWhen("folder", () => true);
    expect((await app.call("POST", `/sources/${id}/resume`, {})).status).toBe(409);
    expect((await app.call("POST", `/sources/${id}/pause`, { reason: "" })).status).toBe(400);
    expect((await app.call("POST", "/sources/src_000000000000/pause", { reason: "x" })).status).toBe(404);
    const { rows } = auditResponseSchema.parse((await app.call("GET", "/audit")).body);
    expect(
      rows.filter(({ outcome }) => outcome === "asked").map(({ action, target }) => [action, target]),
    ).toContainEqual(["POST /sources/:id/pause", `/api/v1/sources/${id}/pause`]);
  });

  test("an incident names the gap that overlaps it, and that it was filled, in the API and in its report", async () => {
    const summary = await eventually(async () => {
      const { incidents } = incidentsResponseSchema.parse((await app.call("GET", "/incidents")).body);
      return incidents[0];
    });
    const { analysis } = incidentResponseSchema.parse((await app.call("GET", `/incidents/${summary.id}`)).body);
    expect(analysis.coverage.gaps).toMatchObject([
      { source: `folder ${folder}`, kind: "pause", filledBy: "reading the files on", filledAt: expect.any(String) },
    ]);
    const report = await app.call("GET", `/incidents/${summary.id}/report?format=markdown`);
    expect(String(report.body)).toMatch(
      /1 gap: 1 filled\.[\s\S]*the disk is being moved[\s\S]*filled by reading the files on at/,
    );
    expect(Date.now() - Date.parse(summary.firstSeen)).toBeLessThan(2 * HOUR);
  });
});

describe("a door that is paused", () => {
  const entry = {
    insertId: "pushed",
    logName: "projects/shop-staging/logs/x",
    timestamp: "2026-03-01T12:00:00Z",
    textPayload: "hello",
    resource: { type: "global", labels: {} },
  };
  const push = () => app.call("POST", "/entries", { entries: [entry] });

  test("answers 503 with Retry-After, stores nothing, and takes the same body once it is resumed", async () => {
    expect((await push()).body).toMatchObject({ accepted: 1 });
    const { id } = await sourceWhen("http", () => true);
    await app.call("POST", `/sources/${id}/pause`, { reason: "an import" });
    const other = { ...entry, insertId: "second" };
    const refused = await app.call("POST", "/entries", { entries: [other] });
    expect([refused.status, refused.headers.get("retry-after")]).toStrictEqual([503, "30"]);
    expect(refused.body).toMatchObject({
      error: {
        code: "unavailable",
        message: "The source http is paused, and nothing of this body was stored: send it again in 30 s.",
      },
    });
    expect(await sourceWhen("http", ({ state }) => state === "paused")).toMatchObject({
      coverage: { accepted: 1 },
      detail: expect.stringMatching(/answered 503 with Retry-After, and nothing of it is stored/),
    });
    await app.call("POST", `/sources/${id}/resume`, {});
    const taken = await app.call("POST", "/entries", { entries: [other] });
    expect(taken.body).toMatchObject({ accepted: 1 });
    const { gaps } = await sourceWhen("http", ({ gapCounts }) => gapCounts.ended === 1);
    // Nobody can know whether every sender tried again: it is never shown as filled.
    expect(gaps).toMatchObject([{ kind: "pause", filler: "senders", filledAt: null }]);
  });

  test("of OpenTelemetry and of alerts answers the same", async () => {
    for (const [name, address, body] of [
      ["otlp", "/v1/logs", { resourceLogs: [] }],
      ["alerts", "/ingest/alerts/alertmanager", { version: "4", alerts: [] }],
    ] as const) {
      const id = await idOf(name);
      expect((await app.call("POST", `/sources/${id}/pause`, { reason: "why" })).status).toBe(200);
      const answer = await fetch(`${app.url}${address}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      expect([name, answer.status, answer.headers.get("retry-after")]).toStrictEqual([name, 503, "30"]);
      expect((await app.call("POST", `/sources/${id}/resume`, {})).status).toBe(200);
    }
  });
});

test("what is counted of sources stands in the metrics", async () => {
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  const source = `folder ${folder}`;
  expect(metrics).toContain(`plumbline_source_gaps{source="${source}",state="filled"} 1`);
  expect(metrics).toContain(`plumbline_source_gaps{source="http",state="ended"} 1`);
  expect(metrics).toContain(`plumbline_entries{source="${source}",outcome="accepted"} 75`);
  expect(metrics).toContain(`plumbline_source_ahead_seconds{source="${source}"} 0`);
  expect(metrics).toMatch(/^plumbline_source_silent_seconds\{source="folder .*"\} \d/m);
  expect(metrics).toMatch(/^plumbline_analysis_last_success_timestamp_seconds \d/m);
  expect(metrics).toMatch(/^plumbline_delivery_oldest_pending_seconds 0$/m);
});

/** The id of a door, which is made of its name. */
async function idOf(name: string): Promise<string> {
  const { sourceIdOf } = await import("../../server/lib/source-id.ts");
  return sourceIdOf(name);
}

/** Waits until browsers are told of a change with these words in it; others may come before. */
async function hearChange(words: string): Promise<void> {
  const response = await fetch(`${app.url}/api/v1/events`);
  const reader = response.body?.getReader();
  let seen = "";
  while (!seen.includes(words)) {
    const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
    if (done) throw new Error(`the stream ended without ${words}: ${seen}`);
    seen += new TextDecoder().decode(value);
  }
  await reader?.cancel();
}
