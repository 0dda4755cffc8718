import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { analysisSchema } from "../../shared/incident.ts";
import { run } from "../lib/command.ts";
import { every, request, text } from "../lib/entries.ts";

const folder = mkdtempSync(join(tmpdir(), "plumbline-analyze-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENTRIES = every(60_000, 12, "2026-03-02T10:00:00Z").flatMap((at) => [
  request({ at, path: "/orders", status: 500 }),
  text(
    "Pool class QueuePool cannot be used with asyncio engine (Background on this error at: https://sqlalche.me/e/20/pcls)",
    { at: at + 9, severity: "ERROR" },
  ),
]);
const NDJSON = ENTRIES.map((entry) => JSON.stringify(entry)).join("\n");

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function incidentOf(args: string[], stdin?: string | Buffer) {
  // The clock is given: live checks are stamped with it.
  const ran = await run(["analyze", ...args, "--now", "2026-03-02T12:00:00Z"], stdin === undefined ? {} : { stdin });
  expect(ran.code, ran.stderr).toBe(0);
  return analysisSchema.parse(JSON.parse(ran.stdout));
}

describe("plumbline analyze takes files as they really come", () => {
  test.each([
    ["a pretty-printed array, newest first", "array.json", JSON.stringify(ENTRIES.toReversed(), null, 2)],
    ["NDJSON with CRLF and a byte order mark", "crlf.ndjson", `\ufeff${NDJSON.replaceAll("\n", "\r\n")}\r\n`],
    ["an answer of entries.list", "list.json", JSON.stringify({ entries: ENTRIES, nextPageToken: "x" })],
    ["gzip, whatever its name", "zipped.log", gzipSync(NDJSON)],
  ])("%s", async (_what, name, content) => {
    const analysis = await incidentOf([file(name, content)]);
    expect(analysis.coverage).toMatchObject({ read: 24, accepted: 24, duplicates: 0, rejected: 0 });
    expect(analysis.incidents.map((incident) => incident.rootCause?.family)).toEqual(["config.pool-class-mismatch"]);
  });

  test("standard input, and one object alone", async () => {
    expect((await incidentOf(["-"], NDJSON)).incidents).toHaveLength(1);
    expect((await incidentOf(["-"], JSON.stringify(ENTRIES[0], null, 2))).coverage).toMatchObject({
      read: 1,
      accepted: 1,
    });
  });

  test("the same entries twice change nothing but the count of duplicates", async () => {
    const once = await incidentOf([file("once.ndjson", NDJSON)]);
    const twice = await incidentOf([file("twice.ndjson", `${NDJSON}\n${NDJSON}`)]);
    expect(twice.coverage).toMatchObject({ read: 48, accepted: 24, duplicates: 24, rejected: 0 });
    expect(twice.incidents).toEqual(once.incidents);
  });

  test("in any order it gives the same incidents", async () => {
    const shuffled = ENTRIES.map((entry, i) => ({ entry, key: (i * 7) % 24 })).sort((a, b) => a.key - b.key);
    const mixed = await incidentOf([
      file("mixed.ndjson", shuffled.map(({ entry }) => JSON.stringify(entry)).join("\n")),
    ]);
    expect(mixed.incidents).toEqual((await incidentOf([file("sorted.ndjson", NDJSON)])).incidents);
  });

  test.each(["json", "markdown", "html"])("run twice it prints the same bytes as %s", async (format) => {
    const args = ["analyze", file("bytes.ndjson", NDJSON), "--format", format, "--now", "2026-03-02T12:00:00Z"];
    const [first, second] = [await run(args), await run(args)];
    expect(first.stdout.length).toBeGreaterThan(500);
    expect(second.stdout).toBe(first.stdout);
  });
});

describe("what can't be used is counted and named, never silently lost", () => {
  test("broken lines, wrong values and entries without a time", async () => {
    const lines = [
      NDJSON,
      "not json",
      '{"insertId":"cut","timest',
      "42",
      JSON.stringify({ insertId: "t", timestamp: "yesterday", textPayload: "x" }),
      JSON.stringify({ insertId: "n", timestamp: 1772445600, textPayload: null }),
      "",
    ];
    const { coverage, incidents } = await incidentOf([file("broken.ndjson", lines.join("\n"))]);
    expect(coverage.read).toBe(coverage.accepted + coverage.duplicates + coverage.rejected);
    expect(coverage.rejected).toBe(4);
    expect(coverage.rejections.map(({ line }) => line)).toEqual([25, 26, 27, 28]);
    expect(coverage.rejections.every(({ reason }) => reason.length > 10)).toBe(true);
    expect(incidents).toHaveLength(1);
  });

  test("an empty file is an answer: nothing read, no incident", async () => {
    const { coverage, incidents } = await incidentOf([file("empty.json", "")]);
    expect(coverage).toEqual({ read: 0, accepted: 0, duplicates: 0, rejected: 0, rejections: [], gaps: [] });
    expect(incidents).toEqual([]);
  });

  test.each([
    ["a missing file", ["/nowhere/x.json"], "/nowhere/x.json does not exist"],
    ["a directory", [tmpdir()], "is a directory"],
    ["no file", [], "no file was given"],
    ["an unknown format", [__filename, "--format", "poem"], '--format is "poem": expected one of markdown, html, pdf'],
    ["a wrong time", [__filename, "--now", "noon"], '--now is "noon": expected a time such as'],
    ["an unknown flag", [__filename, "--colour"], "--colour"],
    ["a missing configuration", [__filename, "--config", "/nowhere.yaml"], "/nowhere.yaml"],
  ])("%s: exit code 2 and one line that says what to do", async (_what, args, message) => {
    const ran = await run(["analyze", ...args]);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(message);
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
  });
});
