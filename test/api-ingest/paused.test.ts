import { once } from "node:events";
import { createServer } from "node:http";
import express from "express";
import { afterEach, beforeEach, expect, test } from "vitest";
import { intakeRoutes, pushRoutes } from "../../server/api/intake.ts";
import { createIntake } from "../../server/intake.ts";
import { otlp } from "../../server/otlp.ts";
import { readCoverage } from "../../server/store/sources.ts";
import { configSchema } from "../../shared/config.ts";
import { request } from "../lib/entries.ts";
import { createStore, type TestStore } from "../store/store.ts";

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const ENTRY = { ...request({ at: "2026-01-01T00:00:00Z" }), insertId: "one" };
const PUSH = { message: { data: Buffer.from(JSON.stringify(ENTRY)).toString("base64"), messageId: "1" } };

let store: TestStore;
let url: string;
let paused: Set<string>;
let end: () => Promise<void>;
beforeEach(async () => {
  store = await createStore();
  paused = new Set();
  const isPaused = (source: string) => paused.has(source);
  const intake = createIntake({ pool: store.pool, config: configSchema.parse({}), log, onStored: quiet, isPaused });
  const deps = { intake, log, now: Date.now, checkPush: async () => undefined, otlp };
  const server = createServer(express().use(pushRoutes(deps)).use(intakeRoutes(deps))).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  end = async () => {
    server.closeAllConnections();
    server.close();
    await intake.stop();
  };
});
afterEach(async () => {
  await end();
  await store.close();
});

test.each([
  ["http", "/api/v1/entries", { entries: [ENTRY] }, 200],
  ["pubsub", "/ingest/pubsub", PUSH, 204],
  ["otlp", "/v1/logs", { resourceLogs: [] }, 200],
])(
  "%s asks senders to come again while it is paused, stores nothing, and leaves the others open",
  async (name, path, body, taken) => {
    const send = () =>
      fetch(`${url}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    paused.add(name);
    const refused = await send();
    expect([refused.status, refused.headers.get("retry-after")]).toStrictEqual([503, "30"]);
    expect(await refused.text()).toContain(`The source ${name} is paused, and nothing of this body was stored`);
    expect(await readCoverage(store.pool)).toStrictEqual([]);

    paused = new Set(["alerts"]);
    expect((await send()).status).toBe(taken);
  },
);
