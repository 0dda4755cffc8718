import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type PartBatch, PartReader } from "../server/part-reader.ts";
import { readCoverage } from "../server/store/sources.ts";
import { storeFile } from "../server/store-file.ts";
import { configSchema } from "../shared/config.ts";
import { countsIn, ingestedAtOnce, mixedLines } from "./lib/stored-rows.ts";
import { createStore, type TestStore } from "./store/store.ts";

const CONFIG = configSchema.parse({});
const PATIENCE = { signal: new AbortController().signal, sleep: async () => undefined, onWait: () => undefined };
/** More than one part. */
const LINES = mixedLines(36_000);

let folder: string;
let path: string;
let [store, other]: TestStore[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-file-parts-"));
  path = join(folder, "entries");
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  [store, other] = await Promise.all([createStore(), createStore()]);
});
afterEach(async () => {
  await Promise.all([store?.close(), other?.close()]);
});

test("a long file is read in parts: counted as at once, each rejection with its line of the file", async () => {
  const lines = LINES.with(100, "no entry").with(20_000, "{").with(35_998, "[]");
  await writeFile(path, lines.join("\n"));
  const told: number[] = [];

  const counts = await stored((_counts, bytes) => told.push(bytes));

  expect(counts).toStrictEqual({ read: 36_000, accepted: 35_997, duplicates: 0, rejected: 3 });
  expect(await countsOf(store)).toStrictEqual(await countsAtOnce());
  expect(told.length).toBeGreaterThan(1);
  expect(told).toStrictEqual(told.toSorted((a, b) => a - b));
  const [source] = store === undefined ? [] : await readCoverage(store.pool);
  expect(source?.coverage.rejections.map(({ line }) => line)).toStrictEqual([101, 20_001, 35_999]);
});

test("entries that are known already are read again from their part and left out", async () => {
  const known = LINES.filter((_line, index) => index % 7 === 0);
  await writeFile(path, known.join("\n"));
  await stored();
  await writeFile(path, LINES.join("\n"));

  const counts = await stored();

  expect(counts).toMatchObject({ accepted: 36_000 - known.length, duplicates: known.length });
  expect(await countsOf(store)).toStrictEqual(await countsAtOnce());
});

test("a list that begins among lines is read to its end", async () => {
  const [head, rest] = [LINES.slice(0, 10), LINES.slice(10)];
  await writeFile(path, `${head.join("\n")}\n[${rest.join(",\n")}]\n`);

  const counts = await stored();

  expect(counts).toStrictEqual({ read: 36_000, accepted: 36_000, duplicates: 0, rejected: 0 });
  await writeFile(path, LINES.join("\n"));
  expect(await countsOf(store)).toStrictEqual(await countsAtOnce());
});

test("a compressed file is one part", async () => {
  await writeFile(path, gzipSync(mixedLines(300).join("\n")));
  expect(await stored()).toStrictEqual({ read: 300, accepted: 300, duplicates: 0, rejected: 0 });
});

test("a file that was changed while it was read is said, rather than counted as it is not", async () => {
  await writeFile(path, mixedLines(3000).join("\n"));
  const { environments, redaction, grouping } = CONFIG;
  const reader = new PartReader({ path, config: { environments, redaction, grouping } });
  const batches: PartBatch[] = [];
  for await (const read of reader.read({ start: 0, end: 500_000 })) if (!("lines" in read)) batches.push(read);
  const [batch] = batches;

  const again = await batch?.again();

  expect(again?.prepared().facts(new Set())).toStrictEqual(batch?.facts);
  await writeFile(path, mixedLines(3000).reverse().join("\n"));
  await expect(batch?.again()).rejects.toThrow(/entries was changed while it was read: .*byte 0/);
});

async function stored(onStored: (counts: unknown, bytes: number) => void = () => undefined) {
  if (store === undefined) throw new Error("there is no store");
  return storeFile(store.pool, CONFIG, { path, source: "file", onStored }, PATIENCE);
}

async function countsOf(one: TestStore | undefined): Promise<unknown> {
  return one === undefined ? undefined : countsIn(one.pool);
}

/** What counts when all of the file is one transaction. */
async function countsAtOnce(): Promise<unknown> {
  if (other !== undefined) await ingestedAtOnce(other.pool, CONFIG, path);
  return countsOf(other);
}
