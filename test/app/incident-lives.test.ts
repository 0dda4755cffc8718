import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ingest } from "../../server/ingest.ts";
import { createPool } from "../../server/lib/database.ts";
import { type Loop, startLoop } from "../../server/loop.ts";
import { reactTo } from "../../server/react.ts";
import { listEvents } from "../../server/store/incident-events.ts";
import { loadDerived, loadStanding } from "../../server/store/read-held.ts";
import { configSchema } from "../../shared/config.ts";
import type { Incident } from "../../shared/incident.ts";
import { HOUR, MINUTE } from "../../shared/time.ts";
import { request, text } from "../lib/entries.ts";
import { createMigratedDatabase, type TestDatabase } from "../lib/postgres.ts";

const START = Date.parse("2026-03-02T08:00:00Z");
const CONFIG = configSchema.parse({});
const POOL_CLASS = "sqlalchemy.exc.ArgumentError: Pool class QueuePool cannot be used with asyncio engine";

let database: TestDatabase;
let pool: Pool;
let loop: Loop;
let now = START;

beforeAll(async () => {
  database = await createMigratedDatabase("lives");
  pool = createPool(database.url, () => undefined);
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const react = (change: Parameters<typeof reactTo>[0]) => reactTo(change, CONFIG, now);
  loop = startLoop({ pool, config: () => CONFIG, ask: async () => [], react, now: () => now, log });
});
afterAll(async () => {
  await loop.stop();
  await pool.end();
  await database.drop();
});

async function minutes(count: number, entriesAt: (at: number) => unknown[]): Promise<void> {
  const values = Array.from({ length: count }, (_, i) => entriesAt(now + i * MINUTE)).flat();
  await ingest(pool, CONFIG, { source: "test", values: values.map((value, i) => ({ line: i + 1, value })) });
  now += count * MINUTE;
  await loop.run(true);
}

const failed = (at: number) => [request({ at, path: "/api/mcp/servers", status: 500 })];
const failedWithCause = (at: number) => [...failed(at), text(POOL_CLASS, { at: at + 12, severity: "ERROR" })];
const healthy = (at: number) => [request({ at, path: "/api/mcp/servers" })];

async function incident(): Promise<Incident> {
  const [first, ...others] = await loadDerived(
    pool,
    (await loadStanding(pool, 0)).map(({ id }) => id),
  );
  expect(others.map(({ title }) => title)).toEqual([]);
  if (first === undefined) throw new Error("no incident");
  return first;
}

describe("an incident lives through a day", () => {
  let id: string;

  test("opens with the symptom alone, its cause not known", async () => {
    await minutes(8, failed);
    const opened = await incident();
    id = opened.id;
    expect(opened).toMatchObject({ status: "open", rootCause: null });
  });

  test("is the same incident when the cause comes to light", async () => {
    await minutes(10, failedWithCause);
    expect(await incident()).toMatchObject({ id, rootCause: { family: "config.pool-class-mismatch" } });
    expect((await listEvents(pool, id)).map(({ what }) => what).join("\n")).toContain("changed the root cause");
  });

  test("stays open through nine minutes of silence, and is resolved after ten with traffic", async () => {
    await minutes(9, healthy);
    expect(await incident()).toMatchObject({ id, status: "open" });
    await minutes(4, healthy);
    expect(await incident()).toMatchObject({ id, status: "resolved" });
  });

  test("is opened again as itself when the error comes back, with its history", async () => {
    await minutes(6, failedWithCause);
    expect(await incident()).toMatchObject({ id, status: "open" });
    const states = (await listEvents(pool, id)).map(({ what }) => what).filter((what) => /open|resolved/.test(what));
    expect(states.length).toBeGreaterThanOrEqual(3);
  });

  test("without traffic it is never called fixed, however long the silence", async () => {
    now += 30 * HOUR;
    await loop.run(true);
    const after = await incident();
    expect(after).toMatchObject({ id, status: "open" });
    expect(after.remediation.successCriteria[0]).toMatchObject({ kind: "recurrence", state: "unverified" });
  });

  test("long after its events left the window, traffic without the error resolves it", async () => {
    await minutes(12, healthy);
    expect(await incident()).toMatchObject({ id, status: "resolved" });
  });
});
