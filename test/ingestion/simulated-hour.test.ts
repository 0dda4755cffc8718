import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ingest } from "../../server/ingest.ts";
import { liveChecks } from "../../server/live-checks.ts";
import { startLoop } from "../../server/loop.ts";
import { reactTo } from "../../server/react.ts";
import { type Config, configSchema } from "../../shared/config.ts";
import { MINUTE, SECOND } from "../../shared/time.ts";
import { WEBHOOK_EVENT_TYPES } from "../../shared/webhook.ts";
import { request } from "../lib/entries.ts";
import { createStore, type TestStore } from "../store/store.ts";

const START = Date.parse("2026-03-02T08:00:00Z");
const PER_MINUTE = 60;

/** How many of the 60 requests of each minute fail: none, a few, nearly all, a few, none, a few again, none. */
function failuresIn(minute: number): number {
  if (minute >= 5 && minute < 10) return 12;
  if (minute >= 10 && minute < 20) return 54;
  if (minute >= 20 && minute < 25) return 6;
  return minute >= 45 && minute < 48 ? 12 : 0;
}

type Minute = { minute: number; status: string; severity: string };
type Message = { minute: number; type: string; what: string };

let store: TestStore;
let endpoint: Server;
const seen: Minute[] = [];
let messages: Message[] = [];
let ids: string[] = [];

beforeAll(async () => {
  store = await createStore();
  let minute = 0;
  endpoint = createServer((_request, answer) => answer.writeHead(failuresIn(minute) > 0 ? 500 : 200).end());
  endpoint.listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  const config = configOf(endpoint);
  let now = START;
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const loop = startLoop({
    pool: store.pool,
    config: () => config,
    ask: liveChecks(config, () => now),
    react: (change) => reactTo(change, config, now),
    now: () => now,
    log,
  });
  for (; minute < 60; minute += 1) {
    await ingest(store.pool, config, { source: "simulated", values: entriesOf(minute) });
    now = START + (minute + 1) * MINUTE;
    await loop.run(true);
    const { rows } = await store.pool.query<{ status: string; severity: string }>(
      "select status, severity from plumbline.incident order by first_seen",
    );
    for (const row of rows) seen.push({ minute, ...row });
  }
  await loop.stop();
  messages = await sentMessages();
  ids = (await store.pool.query<{ id: string }>("select id from plumbline.incident")).rows.map(({ id }) => id);
});
afterAll(async () => {
  endpoint.close();
  await store.close();
});

function configOf(server: Server): Config {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://127.0.0.1:${address.port}/api/cart`;
  return configSchema.parse({
    environments: [{ name: "production", projects: ["acme-prod"], endpoints: [{ route: "/api/cart", url }] }],
    webhooks: [
      {
        name: "all",
        url: "https://hooks.example/x",
        secret: `whsec_${btoa("x".repeat(24))}`,
        events: [...WEBHOOK_EVENT_TYPES],
      },
    ],
  });
}

function entriesOf(minute: number) {
  return Array.from({ length: PER_MINUTE }, (_, i) => ({
    line: i + 1,
    value: request({
      at: START + minute * MINUTE + i * SECOND,
      project: "acme-prod",
      path: "/api/cart",
      // Spread over the minute, from other callers each time.
      status: (i * 7) % PER_MINUTE < failuresIn(minute) ? 500 : 200,
      remoteIp: `198.51.${minute}.${i}`,
      insertId: `${minute}-${i}`,
    }),
  }));
}

async function sentMessages(): Promise<Message[]> {
  const { rows } = await store.pool.query<{ type: string; body: string }>(
    "select type, body from plumbline.outbox order by sequence",
  );
  return rows.map(({ type, body }) => {
    const { timestamp, data } = JSON.parse(body);
    const changes: { field: string; from: string; to: string }[] = data.changes ?? [];
    const what = changes
      .filter(({ field }) => ["status", "severity"].includes(field))
      .map(({ from, to }) => `${from} → ${to}`);
    return { minute: (Date.parse(timestamp) - START) / MINUTE - 1, type, what: what.join(", ") };
  });
}

test("minute by minute it is open, grows critical, recovers, is over, and comes back as itself", () => {
  const stretches = [
    // 12 of 60 requests of people fail in production.
    { from: 5, to: 12, status: "open", severity: "high" },
    // After 4 minutes of 54 failures, half of all requests since the first failure failed.
    { from: 13, to: 28, status: "open", severity: "critical" },
    // The last failure was in minute 24: half of the ten minutes of silence that are asked for, and the endpoint answers.
    { from: 29, to: 33, status: "recovering", severity: "critical" },
    { from: 34, to: 44, status: "resolved", severity: "critical" },
    // Seen over the whole time few requests failed by now.
    { from: 45, to: 51, status: "open", severity: "high" },
    { from: 52, to: 56, status: "recovering", severity: "high" },
    { from: 57, to: 59, status: "resolved", severity: "high" },
  ];
  expect(seen).toStrictEqual(
    stretches.flatMap(({ from, to, status, severity }) =>
      Array.from({ length: to - from + 1 }, (_, i) => ({ minute: from + i, status, severity })),
    ),
  );
  expect(ids).toHaveLength(1);
});

test("the messages for webhooks tell each change once, in the minute in which it is seen", () => {
  const told = messages.filter(({ type, what }) => type !== "incident.updated" || what !== "");
  expect(told.map(({ minute, type, what }) => `${minute} ${type} ${what}`.trim())).toStrictEqual([
    "5 incident.opened",
    "13 incident.updated high → critical",
    "25 incident.remediation_changed",
    "25 check.changed",
    "29 incident.updated open → recovering",
    "34 incident.resolved recovering → resolved",
    "34 incident.remediation_changed recovering → resolved",
    "34 incident.verified recovering → resolved",
    "45 incident.reopened critical → high, resolved → open",
    "45 incident.remediation_changed critical → high, resolved → open",
    "45 check.changed",
    "48 incident.remediation_changed",
    "48 check.changed",
    "52 incident.updated open → recovering",
    "57 incident.resolved recovering → resolved",
    "57 incident.remediation_changed recovering → resolved",
    "57 incident.verified recovering → resolved",
  ]);
  // The others say that failures doubled, or that the endpoint answers again.
  expect(messages.filter(({ type, what }) => type === "incident.updated" && what === "").length).toBeLessThan(10);
});
