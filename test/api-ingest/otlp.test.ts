import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningApp, startRunningApp } from "../lib/running-app.ts";

let app: RunningApp;
beforeAll(async () => {
  app = await startRunningApp({ sample: false });
});
afterAll(() => app.stop());

const post = (body: string | Buffer, headers: Record<string, string>) =>
  fetch(`${app.url}/v1/logs`, { method: "POST", body: new Uint8Array(Buffer.from(body)), headers });

test("an exported exception becomes a group of its service and environment; half an export is told", async () => {
  const attributes = [
    { key: "service.name", value: { stringValue: "billing" } },
    { key: "deployment.environment.name", value: { stringValue: "staging" } },
  ];
  const stacktrace =
    "Traceback (most recent call last):\n  File \"/app/a.py\", line 3, in go\n    x()\nKeyError: 'plan'";
  const record = {
    timeUnixNano: "1767225600000000000",
    severityNumber: 17,
    body: { stringValue: "charge failed" },
    attributes: [{ key: "exception.stacktrace", value: { stringValue: stacktrace } }],
  };
  const body = JSON.stringify({
    resourceLogs: [{ resource: { attributes }, scopeLogs: [{ scope: {}, logRecords: [record, {}] }] }],
  });

  const answer = await post(gzipSync(body), { "content-type": "application/json", "content-encoding": "gzip" });
  const groups = await app.call("GET", "/groups?from=2025-12-31T00:00:00Z&to=2026-01-02T00:00:00Z");

  expect(answer.status).toBe(200);
  expect(await answer.json()).toStrictEqual({
    partialSuccess: {
      rejectedLogRecords: "1",
      errorMessage: "a log record without timeUnixNano and observedTimeUnixNano",
    },
  });
  expect(groups.body).toMatchObject({ groups: [{ environment: "staging", service: "billing", count: 1 }] });
  expect(JSON.stringify(groups.body)).toContain("KeyError");
});

test("an empty export in protobuf is taken; broken ones are refused in the sender's encoding", async () => {
  const protobuf = { "content-type": "application/x-protobuf" };

  const empty = await post("", protobuf);
  const broken = await post(Buffer.from([0x0a, 0x05]), protobuf);
  const text = await post("hello", { "content-type": "text/plain" });

  expect([empty.status, empty.headers.get("content-type")]).toStrictEqual([200, "application/x-protobuf"]);
  expect([broken.status, broken.headers.get("content-type")]).toStrictEqual([400, "application/x-protobuf"]);
  expect(Buffer.from(await broken.arrayBuffer()).toString("utf8")).toContain("no ExportLogsServiceRequest");
  expect([text.status, await text.json()]).toStrictEqual([
    400,
    { message: expect.stringContaining("expected application/x-protobuf or application/json") },
  ]);
});
