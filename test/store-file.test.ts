import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ingest } from "../server/ingest.ts";
import { type FileBatch, readFiles } from "../server/sources/file.ts";
import { keyHashOf } from "../server/store/entry-keys.ts";
import { readCoverage } from "../server/store/sources.ts";
import { type FileToStore, storeFile } from "../server/store-file.ts";
import { configSchema } from "../shared/config.ts";
import { createStore, type TestStore } from "./store/store.ts";

const CONFIG = configSchema.parse({});
const GENERATOR = fileURLToPath(new URL("../../shared/throughput/gen.mjs", import.meta.url));
const CORPUS = fileURLToPath(new URL("../../shared/corpus", import.meta.url));
/** Everything that counting leaves, in an order of its own. */
const TABLES = [
  `select day, hash::text from plumbline.entry_key
   union all
   select day, encode(substring(keys from key * 16 + 1 for 16), 'hex')::uuid::text
   from plumbline.entry_pack, generate_series(0, length(keys) / 16 - 1) as key
   order by 1, 2`,
  "select id, environment, service, kind, title, signature::text, first_seen, last_seen, callers, instances, revisions, traces from plumbline.error_group order by id",
  "select group_id, minute, count, arrivals from plumbline.group_minute order by 1, 2",
  "select group_id, hash::text, at, event::text from plumbline.group_sample order by 1, 2",
  "select group_id, kind, hash::text, count, first_seen, last_seen from plumbline.group_facet order by 1, 2, 3",
  "select route_id::text, minute, ok, failed from plumbline.route_minute order by 1, 2",
  "select id::text, environment, service, method, route, origin from plumbline.route order by 1",
  "select route_id::text, name, ok, failed from plumbline.route_revision order by 1, 2",
  "select hash::text, at, document::text from plumbline.change_event order by 1",
  "select environment, service, name, first_seen, last_seen from plumbline.revision order by 1, 2, 3",
];

let folder: string;
let store: TestStore;
const others: TestStore[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-store-file-"));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  store = await createStore();
});
afterEach(async () => {
  await Promise.all([store, ...others.splice(0)].map((one) => one.close()));
});

test("a file read by a second thread leaves, row for row, what one thread leaves", async () => {
  const path = await fileOf(mixedLines(600));
  const other = await otherStore();

  const counts = await stored(path);

  expect(counts).toStrictEqual({ read: 601, accepted: 600, duplicates: 0, rejected: 1 });
  expect(await ingestedAtOnce(other.pool, path)).toStrictEqual(counts);
  expect(await everythingIn(store.pool)).toStrictEqual(await everythingIn(other.pool));
  expect((await readCoverage(store.pool))[0]?.coverage.rejections[0]?.line).toBe(601);
});

test.skipIf(!existsSync(GENERATOR))("generated traffic of every kind is stored the same by two threads", async () => {
  const path = join(folder, "generated.ndjson");
  execFileSync(process.execPath, [GENERATOR, "--lines", "3000", "--out", path]);
  const other = await otherStore();

  await stored(path);

  await ingestedAtOnce(other.pool, path);
  expect(await everythingIn(store.pool)).toStrictEqual(await everythingIn(other.pool));
});

test.skipIf(!existsSync(CORPUS))("odd entries are stored the same by two threads", async () => {
  for (const name of readdirSync(CORPUS).filter((file) => /\.(ndjson|bin)$/.test(file))) {
    const other = await otherStore();
    const own = await otherStore();
    await storeFile(own.pool, CONFIG, { path: join(CORPUS, name), source: "file" }, PATIENCE);
    await ingestedAtOnce(other.pool, join(CORPUS, name));
    expect(await everythingIn(own.pool), name).toStrictEqual(await everythingIn(other.pool));
  }
});

test("many batches count each entry once, and reading again changes nothing but the count of duplicates", async () => {
  const path = await fileOf(mixedLines(20_500));
  const told: number[] = [];

  const first = await stored(path, { onStored: ({ accepted }) => told.push(accepted) });
  const before = await everythingIn(store.pool);
  const second = await stored(path);

  expect(first).toStrictEqual({ read: 20_501, accepted: 20_500, duplicates: 0, rejected: 1 });
  expect(told.length).toBeGreaterThan(1);
  expect(told.reduce((sum, accepted) => sum + accepted, 0)).toBe(20_500);
  expect(second).toStrictEqual({ read: 20_501, accepted: 0, duplicates: 20_500, rejected: 1 });
  expect(await everythingIn(store.pool)).toStrictEqual(before);
});

test("entries that are known already are left out of what a batch says, and copies within it count once", async () => {
  const lines = mixedLines(400);
  const known = await fileOf(lines.slice(0, 150));
  await stored(known);
  const other = await otherStore();

  const counts = await stored(await fileOf([...lines, ...lines.slice(380)]));

  expect(counts).toMatchObject({ accepted: 250, duplicates: 170 });
  await ingestedAtOnce(other.pool, await fileOf(lines));
  expect(await countsIn(store.pool)).toStrictEqual(await countsIn(other.pool));
});

test("an entry that the database refuses is rejected by itself", async () => {
  const refused = keyHashOf("demo/run.googleapis.com/stderr|2026-03-01T12:00:07Z|i7", Date.UTC(2026, 2, 1, 12, 0, 7));
  await store.pool.query(
    `create function public.refuse() returns trigger language plpgsql as $$
     begin
       raise exception 'refused' using errcode = '22000';
     end $$;
     create trigger refuse before insert on plumbline.entry_key for each row
     when (replace(new.hash::text, '-', '') = '${refused}') execute function public.refuse()`,
  );

  const counts = await stored(await fileOf(mixedLines(20)));

  expect(counts).toStrictEqual({ read: 21, accepted: 19, duplicates: 0, rejected: 2 });
});

test("a file that is missing is said before anything is stored", async () => {
  await expect(stored(join(folder, "nothing.ndjson"))).rejects.toThrow(/nothing\.ndjson does not exist/);
});

test("stopping ends the reading, and gives no counts", async () => {
  const stopping = new AbortController();
  const file = { path: await fileOf(mixedLines(9500)), source: "file", onStored: () => stopping.abort() };
  expect(await storeFile(store.pool, CONFIG, file, { ...PATIENCE, signal: stopping.signal })).toBeUndefined();
});

const PATIENCE = { signal: new AbortController().signal, sleep: async () => undefined, onWait: () => undefined };

function stored(path: string, more: Partial<FileToStore> = {}) {
  return storeFile(store.pool, CONFIG, { path, source: "file", ...more }, PATIENCE);
}

async function otherStore(): Promise<TestStore> {
  const other = await createStore();
  others.push(other);
  return other;
}

/** What one thread stores in one transaction. */
async function ingestedAtOnce(pool: Pool, path: string) {
  const batches: FileBatch[] = [];
  for await (const batch of readFiles([path])) batches.push(batch);
  const values = batches.flatMap((batch) => batch.values);
  return ingest(pool, CONFIG, { source: "file", values, rejections: batches.flatMap((batch) => batch.rejections) });
}

async function everythingIn(pool: Pool): Promise<unknown[]> {
  const tables: unknown[] = [];
  for (const select of TABLES) tables.push((await pool.query(select)).rows);
  return tables;
}

async function countsIn(pool: Pool): Promise<unknown[]> {
  const counts = await pool.query("select group_id, minute, count from plumbline.group_minute order by 1, 2");
  const traffic = await pool.query("select route_id, minute, ok, failed from plumbline.route_minute order by 1, 2");
  return [counts.rows, traffic.rows];
}

let files = 0;
async function fileOf(lines: string[]): Promise<string> {
  const path = join(folder, `${files++}.ndjson`);
  await writeFile(path, `${lines.join("\n")}\nno entry\n`);
  return path;
}

/** An error, a request and a plain line in turn, a second apart. */
function mixedLines(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const timestamp = new Date(Date.UTC(2026, 2, 1, 12, 0, i)).toISOString().replace(".000Z", "Z");
    const resource = { type: "cloud_run_revision", labels: { service_name: "api", revision_name: `api-${i % 3}` } };
    const common = { insertId: `i${i}`, timestamp, resource, labels: { instanceId: `one${i % 5}` } };
    if (i % 3 === 0) {
      const httpRequest = { requestMethod: "GET", requestUrl: `/orders/${i}`, status: i % 2 === 0 ? 200 : 500 };
      return JSON.stringify({ ...common, logName: "projects/demo/logs/run.googleapis.com%2Frequests", httpRequest });
    }
    const isError = i % 3 === 1;
    const textPayload = isError ? `relation "orders_${i % 4}" does not exist` : `took ${i} ms`;
    const severity = isError ? "ERROR" : "INFO";
    return JSON.stringify({
      ...common,
      logName: "projects/demo/logs/run.googleapis.com%2Fstderr",
      severity,
      textPayload,
    });
  });
}
