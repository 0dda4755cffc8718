import { afterAll, beforeAll, expect, test } from "vitest";
import { rollUpCounts } from "../../server/store/roll-up-counts.ts";
import { callsByRoute } from "../bench/api-calls.ts";
import { seedStore } from "../bench/api-seed.ts";
import { serveApi } from "../bench/api-server.ts";
import { createStore, type TestStore } from "./store.ts";

const SIZE = { incidents: 80, groups: 300, entries: 50_000, days: 2, loudGroups: 10, checkRuns: 300, deliveries: 40 };
/** Tables that grow with what is read, found and asked; days of `group_minute` are tables of their own. */
const GROWING = [
  ...["error_group", "group_minute", "group_facet", "group_sample", "group_number", "loud_hour", "count_pack"],
  ...["incident", "incident_group", "incident_event", "incident_moment", "check_run", "check_day"],
  ...["outbox", "delivery", "delivery_attempt", "audit", "entry_key", "source_minute"],
];
const PATHS = [...callsByRoute().values()].flat().map((path) => path.replace("g0020007", "g0000107"));

const now = Date.now();
let store: TestStore;
beforeAll(async () => {
  store = await createStore();
  await seedStore(store.pool, SIZE, now);
}, 60_000);
afterAll(() => store.close());

/** What an API that just started answers to each path, and how often it read growing tables from end to end for that. */
async function answersTo(paths: readonly string[]) {
  const before = await readFromEndToEnd();
  const others = await sessions();
  const { url, close } = await serveApi(store.url, now);
  const answers = new Map<string, { status: number; body: string }>();
  for (const path of paths) {
    const response = await fetch(`${url}/api/v1${path}`);
    answers.set(path, { status: response.status, body: await response.text() });
  }
  await close();
  // A session tells what it did at its end at the latest.
  await expect
    .poll(async () => (await sessions()).filter((pid) => !others.includes(pid)), { timeout: 20_000 })
    .toEqual([]);
  const after = await readFromEndToEnd();
  const scans = [...after].map(([table, times]) => [table, times - (before.get(table) ?? 0)] as const);
  return { answers, scans: Object.fromEntries(scans.filter(([, times]) => times > 0)) };
}

async function sessions(): Promise<number[]> {
  const { rows } = await store.pool.query<{ pid: number }>(
    "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'",
  );
  return rows.map(({ pid }) => pid);
}

/** How often each growing table was read from end to end so far. */
async function readFromEndToEnd(): Promise<Map<string, number>> {
  const { rows } = await store.pool.query<{ name: string; scans: number }>(
    `select name, sum(seq_scan)::integer as scans
     from (
       select regexp_replace(relname, '_[0-9]+$', '') as name, seq_scan
       from pg_stat_user_tables
       where schemaname = 'plumbline'
     ) as own
     where name = any($1::text[])
     group by name`,
    [GROWING],
  );
  return new Map(rows.map(({ name, scans }) => [name, scans]));
}

test("every list and page that is measured answers, packed or not, and in the same words", async () => {
  const { answers: before } = await answersTo(PATHS);
  expect([...before].filter(([, { status }]) => status !== 200)).toEqual([]);
  await rollUpCounts(store.pool, now);
  const { answers: after } = await answersTo(PATHS);
  const ofGroups = [...after].filter(([path]) => path.startsWith("/groups") || path.startsWith("/environments"));
  expect(ofGroups.map(([path, { body }]) => [path, body])).toEqual(
    ofGroups.map(([path]) => [path, before.get(path)?.body]),
  );
}, 120_000);

test("no list and no page reads a growing table from end to end where an index can be taken; the groups are read once", async () => {
  // In a store as small as this one, tables are taken before indexes; npm run bench asks in a large one.
  await store.pool.query(`alter database ${new URL(store.url).pathname.slice(1)} set enable_seqscan = off`);
  expect((await answersTo(PATHS)).scans).toEqual({ error_group: 1 });
  await store.pool.query("drop index plumbline.incident_words");
  expect((await answersTo(["/incidents?q=orders"])).scans).toEqual({ incident: 1 });
}, 120_000);
