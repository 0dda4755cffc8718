import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFiles } from "../../server/sources/file.ts";
import { fileProgressOf, progressSentence } from "../../server/sources/file-progress.ts";
import { folderSource } from "../../server/sources/folder-watch.ts";
import type { SourceStatus } from "../../server/sources/source.ts";
import { storeFile } from "../../server/store-file.ts";
import { configSchema } from "../../shared/config.ts";
import { MINUTE, SECOND } from "../../shared/time.ts";
import { formatBytes } from "../../shared/words.ts";
import { text } from "../lib/entries.ts";
import { createStore } from "../store/store.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plumbline-progress-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Lines that no compression makes small: several chunks of a file are read. */
function linesOf(count: number): string {
  const padding = () => Array.from({ length: 40 }, () => Math.random().toString(36).slice(2)).join("");
  const line = (i: number) => JSON.stringify(text(`it failed ${padding()}`, { at: NOW + i, insertId: `e${i}` }));
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join("");
}

test("the end is estimated from the speed so far, once that is known", () => {
  const of = { read: 250, of: 1000 };
  expect(fileProgressOf(of, NOW - 4 * SECOND, NOW)).toStrictEqual(of);
  expect(fileProgressOf({ read: 0, of: 1000 }, NOW - MINUTE, NOW)).toStrictEqual({ read: 0, of: 1000 });
  expect(fileProgressOf(of, NOW - MINUTE, NOW)).toStrictEqual({ ...of, endsAt: NOW + 3 * MINUTE });
  // A file that grew meanwhile.
  expect(fileProgressOf({ read: 1200, of: 1000 }, NOW, NOW)).toStrictEqual({ read: 1200, of: 1200 });
});

test("progress reads as a sentence, sizes in the unit that fits", () => {
  const sizes = [0, 999, 1000, 123_456, 3_121_000_000, 7.2e12].map(formatBytes);
  expect(sizes).toStrictEqual(["0 B", "999 B", "1.0 kB", "123 kB", "3.1 GB", "7.2 TB"]);
  expect(progressSentence({ read: 1.31e9, of: 3.1e9, endsAt: NOW + 4 * MINUTE }, NOW)).toBe(
    "1.3 GB of 3.1 GB, about 4 min left",
  );
});

test("of a compressed file the bytes on disk are told as they are read, up to the last one", async () => {
  const path = join(folder, "big.ndjson.gz");
  writeFileSync(path, gzipSync(linesOf(9000)));
  const told: number[] = [];
  for await (const _batch of readFiles([path], { onBytes: (bytes) => told.push(bytes) }));

  expect(told.length).toBeGreaterThan(1);
  expect(told).toStrictEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(statSync(path).size);
});

test("a file that is stored tells with each batch how much of it was read", async () => {
  const store = await createStore();
  const path = join(folder, "lines.ndjson");
  writeFileSync(path, linesOf(18_000));
  const told: [accepted: number, bytes: number][] = [];
  const onStored = (counts: { accepted: number }, bytes: number) => told.push([counts.accepted, bytes]);
  const patience = { signal: new AbortController().signal, sleep: async () => undefined, onWait: () => undefined };
  await storeFile(store.pool, configSchema.parse({}), { path, source: "file", onStored }, patience);
  await store.close();

  const size = statSync(path).size;
  expect(told.map(([accepted]) => accepted).reduce((sum, n) => sum + n, 0)).toBe(18_000);
  expect(told.length).toBeGreaterThan(1);
  expect(told.at(0)?.[1]).toBeGreaterThan(0);
  expect(told.at(0)?.[1]).toBeLessThan(size);
  expect(told.at(-1)?.[1]).toBe(size);
});

test("a folder tells how much of all its new files is read, and which one is being read", async () => {
  const sizes = ["a", "b"].map((name, i) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, linesOf((i + 1) * 3000));
    return statSync(path).size;
  });
  const of = sizes.reduce((sum, size) => sum + size, 0);
  const stopping = new AbortController();
  const said: SourceStatus[] = [];
  const { reads } = folderSource({ path: folder, pollSeconds: 10 });
  if (typeof reads !== "function") throw new Error("a folder has a reader");
  const context = {
    cursor: undefined,
    signal: stopping.signal,
    now: () => Date.now() + MINUTE,
    random: () => 0.5,
    sleep: async () => stopping.abort(),
    noteGap: async () => undefined,
    report: (status: SourceStatus) => void said.push(status),
  };
  for await (const _batch of reads(context));

  const reading = said.filter(({ state }) => state === "reading");
  expect(reading[0]).toStrictEqual({
    state: "reading",
    detail: `Reading a.json, file 1 of 2: 0 B of ${formatBytes(of)}.`,
    files: { read: 0, of },
  });
  expect(reading.map(({ files }) => files?.read)).toContain(sizes[0]);
  expect(reading.at(-1)?.files).toStrictEqual({ read: of, of });
  expect(said.at(-1)).not.toHaveProperty("files");
});
