import { appendFile, mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { afterFile, isRead, openFolderCursor } from "../../server/sources/folder-watch/cursor.ts";
import { folderSource } from "../../server/sources/folder-watch.ts";
import type { SourceStatus } from "../../server/sources/source.ts";
import type { Json } from "../../shared/json.ts";

let folder: string;
let cursor: Json | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-folder-"));
  cursor = undefined;
});
afterEach(() => rm(folder, { recursive: true }));

const line = (id: string) => `${JSON.stringify({ insertId: id, textPayload: "x" })}\n`;

/** Writes a file that was last touched a minute ago. */
async function settled(name: string, content: string | Buffer): Promise<void> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  const at = new Date(Date.now() - 60_000);
  await utimes(path, at, at);
}

/** What one look brings, as `id@line`, and what the source says in the end. */
async function look(path = folder): Promise<{ read: string[]; rejected: string[]; status: SourceStatus | undefined }> {
  const stopping = new AbortController();
  const [read, rejected]: [string[], string[]] = [[], []];
  let status: SourceStatus | undefined;
  const { reads } = folderSource({ path, pollSeconds: 10 });
  if (typeof reads !== "function") throw new Error("a folder has a reader");
  const batches = reads({
    cursor,
    signal: stopping.signal,
    now: Date.now,
    random: () => 0.5,
    sleep: async () => stopping.abort(),
    noteGap: async () => undefined,
    report: (said) => {
      status = said;
    },
  });
  for await (const batch of batches) {
    read.push(...batch.values.map(({ line: at, value }) => `${(value as { insertId: string }).insertId}@${at}`));
    rejected.push(...batch.rejections.map(({ line: at, reason }) => `${at} ${reason}`));
    cursor = batch.cursor ?? cursor;
  }
  return { read, rejected, status };
}

test("files of any form, in folders too, are read once", async () => {
  await settled("run.googleapis.com/stderr/2026/03/01/10:00:00_10:59:59_S0.json", line("a") + line("b"));
  await settled("array.json", `[{"insertId":"c"},\n{"insertId":"d"}]`);
  await settled("more.json.gz", gzipSync(line("e")));
  await settled(".hidden.json", line("no"));
  await settled("copying.json.part", line("no"));

  const first = await look();
  const second = await look();

  expect(first.read.toSorted()).toStrictEqual(["a@1", "b@2", "c@1", "d@2", "e@1"]);
  expect(first.status).toStrictEqual({
    state: "idle",
    coveredTo: expect.any(Number),
    detail: `${folder} is read (3 files). It is looked at again every 10 s.`,
  });
  expect(second.read).toStrictEqual([]);
});

test("of a file that grows only the new lines are read, and half a line is waited for", async () => {
  const path = join(folder, "live.json");
  await writeFile(path, line("a") + line("b"));
  expect((await look()).read).toStrictEqual(["a@1", "b@2"]);
  await appendFile(path, line("c") + line("d").slice(0, 10));
  const middle = await look();
  expect(middle.read).toStrictEqual(["c@3"]);
  await appendFile(path, `${line("d").slice(10)}not json\n`);
  const end = await look();
  expect(end.read).toStrictEqual(["d@4"]);
  expect(end.rejected).toHaveLength(1);
  expect(end.rejected[0]).toMatch(/^5 live\.json: /);
});

test("a file that is being written in another form is waited for", async () => {
  await writeFile(join(folder, "array.json"), `[{"insertId":"a"},`);
  const first = await look();
  expect(first.read).toStrictEqual([]);
  expect(first.status?.detail).toMatch(/but for what is still being written to 1 file\. /);
  await settled("array.json", `[{"insertId":"a"},{"insertId":"b"}]`);
  expect((await look()).read).toStrictEqual(["a@1", "b@2"]);
});

test("a file that was replaced or cut is read from its beginning, one that was renamed again as a whole", async () => {
  await settled("one.json", line("a") + line("b"));
  await look();
  await settled("one.json", line("c"));
  expect((await look()).read).toStrictEqual(["c@1"]);
  await rename(join(folder, "one.json"), join(folder, "two.json"));
  expect((await look()).read).toStrictEqual(["c@1"]);
});

test("an old file that is copied into the folder later is read, though it keeps its time", async () => {
  await settled("new.json", line("a"));
  await look();
  await settled("old.json", line("b"));
  await utimes(join(folder, "old.json"), new Date(0), new Date(0));
  expect((await look()).read).toStrictEqual(["b@1"]);
});

test("a folder that is missing is said, and looked for again", async () => {
  const { status } = await look(join(folder, "missing"));
  expect(status?.state).toBe("failed");
  expect(status?.detail).toMatch(
    /missing cannot be read \(ENOENT.*\): expected a folder with files of log entries\. It is looked at again every 10 s\.$/,
  );
  expect((await look()).status?.detail).toBe(`${folder} holds no file yet. It is looked at again every 10 s.`);
});

test("the cursor names 200 files at most, and still knows that the others are read", () => {
  let known = openFolderCursor(undefined);
  const files = Array.from({ length: 500 }, (_, i) => ({
    path: `${i}.json`,
    sizeBytes: 10,
    modifiedAt: 5,
    changedAt: 1000 + i,
  }));
  for (const file of files) known = afterFile(known, file, { readTo: 10, lines: 1 });
  expect(Object.keys(known.files)).toHaveLength(200);
  expect(files.every((file) => isRead(known, file))).toBe(true);
  expect(isRead(known, { path: "new.json", sizeBytes: 10, modifiedAt: 5, changedAt: 5000 })).toBe(false);
});
