import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { keyHashOf } from "../server/store/entry-keys.ts";
import { readCoverage } from "../server/store/sources.ts";
import { type FileToStore, storeFile } from "../server/store-file.ts";
import { configSchema } from "../shared/config.ts";
import { countsIn, everythingIn, ingestedAtOnce, mixedLines } from "./lib/stored-rows.ts";
import { createStore, type TestStore } from "./store/store.ts";

const CONFIG = configSchema.parse({});
const GENERATOR = fileURLToPath(new URL("../../shared/throughput/gen.mjs", import.meta.url));
const CORPUS = fileURLToPath(new URL("../../shared/corpus", import.meta.url));

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
  expect(await ingestedAtOnce(other.pool, CONFIG, path)).toStrictEqual(counts);
  expect(await everythingIn(store.pool)).toStrictEqual(await everythingIn(other.pool));
  expect((await readCoverage(store.pool))[0]?.coverage.rejections[0]?.line).toBe(601);
});

test.skipIf(!existsSync(GENERATOR))("generated traffic of every kind is stored the same by two threads", async () => {
  const path = join(folder, "generated.ndjson");
  execFileSync(process.execPath, [GENERATOR, "--lines", "3000", "--out", path]);
  const other = await otherStore();

  await stored(path);

  await ingestedAtOnce(other.pool, CONFIG, path);
  expect(await everythingIn(store.pool)).toStrictEqual(await everythingIn(other.pool));
});

test.skipIf(!existsSync(CORPUS))("odd entries are stored the same by two threads", async () => {
  for (const name of readdirSync(CORPUS).filter((file) => /\.(ndjson|bin)$/.test(file))) {
    const other = await otherStore();
    const own = await otherStore();
    await storeFile(own.pool, CONFIG, { path: join(CORPUS, name), source: "file" }, PATIENCE);
    await ingestedAtOnce(other.pool, CONFIG, join(CORPUS, name));
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
  await ingestedAtOnce(other.pool, CONFIG, await fileOf(lines));
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

let files = 0;
async function fileOf(lines: string[]): Promise<string> {
  const path = join(folder, `${files++}.ndjson`);
  await writeFile(path, `${lines.join("\n")}\nno entry\n`);
  return path;
}
