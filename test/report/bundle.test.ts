import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyzeKeeping } from "../../server/analyze.ts";
import { bundleOf, isSame, replay } from "../../server/bundle.ts";
import { liveChecks } from "../../server/live-checks.ts";
import { ruleVersions } from "../../server/rule-versions.ts";
import { createSampleDatabases, dropSampleDatabases } from "../../server/sample/databases.ts";
import { sampleEntries } from "../../server/sample/entries.ts";
import { type SampleService, startSampleService } from "../../server/sample/service.ts";
import { sampleConfig } from "../../server/sample/story.ts";
import type { Bundle } from "../../shared/bundle.ts";
import { configSchema } from "../../shared/config.ts";
import type { Analysis } from "../../shared/incident.ts";
import { isJsonObject } from "../../shared/json.ts";
import { DAY, HOUR, MINUTE } from "../../shared/time.ts";
import { run } from "../lib/command.ts";
import { createDatabase, type TestDatabase } from "../lib/postgres.ts";
import { fileOf } from "./lib/formats.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");

describe("a bundle of an incident with live checks", () => {
  let database: TestDatabase;
  let service: SampleService;
  let analysis: Analysis;
  let bundle: Bundle;
  const folder = mkdtempSync(join(tmpdir(), "plumbline-bundle-"));
  const file = join(folder, "incident.bundle.json");

  beforeAll(async () => {
    database = await createDatabase("bundle");
    const databases = await createSampleDatabases(database.url);
    service = await startSampleService(databases.staging, false);
    const config = configSchema.parse(sampleConfig({ service: service.url, ...databases }));
    const entries = sampleEntries(NOW - DAY + MINUTE, NOW - 22.5 * HOUR, NOW - 5000);
    const values = entries.flatMap((value, i) => (isJsonObject(value) ? [{ line: i + 1, value }] : []));
    const batches = async function* () {
      yield { file: "story", values, rejections: [], read: values.length };
    };
    const analyzed = await analyzeKeeping(batches(), { config, now: NOW, ask: liveChecks(config, () => NOW) });
    analysis = analyzed.analysis;
    bundle = await bundleOf({ ...analyzed, config, edits: [] }, { plumbline: "0.0.0-test" });
    writeFileSync(file, JSON.stringify(bundle));
    await service.stop();
    await dropSampleDatabases(database.url);
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("gives the same report byte for byte when database and service are gone", async () => {
    expect(analysis.incidents[0]?.checks.map(({ outcome }) => outcome)).toContain("confirmed");
    const { code, stdout, stderr } = await run(["analyze", file]);
    expect(stdout).toBe(`${JSON.stringify(analysis, null, 2)}\n`);
    expect(stderr).toMatch(
      /^plumbline: bundle written by 0\.0\.0-test, derived by [\d.]+ \(the bundle does not say which rules\): the report reads the same\n$/,
    );
    expect(code).toBe(0);
  });

  test.each([
    [
      "packed, in a file",
      async () => {
        const packed = join(folder, "incident.bundle.json.gz");
        writeFileSync(packed, gzipSync(readFileSync(file)));
        return run(["analyze", packed]);
      },
    ],
    ["from standard input", async () => run(["analyze", "-"], { stdin: readFileSync(file) })],
    ["packed, from standard input", async () => run(["analyze", "-"], { stdin: gzipSync(readFileSync(file)) })],
  ])("reads the same %s", async (_name, analyze) => {
    const { code, stdout, stderr } = await analyze();
    expect({ code, isSame: stdout === `${JSON.stringify(analysis, null, 2)}\n` }).toEqual({ code: 0, isSame: true });
    expect(stderr).toContain("the report reads the same");
  });

  test("gives each format's bytes as they were", async () => {
    for (const format of ["markdown", "html", "csv"] as const) {
      const { stdout } = await run(["analyze", file, "--format", format, "--zone", "Europe/Berlin"]);
      expect(stdout).toBe((await fileOf(format, analysis, { zone: "Europe/Berlin" })).toString());
    }
  });

  test("leaves standard input as it was where it holds entries", async () => {
    const entries =
      '{"insertId":"a","timestamp":"2026-03-01T00:00:00Z","logName":"projects/p/logs/l","textPayload":"x"}\n';
    for (const stdin of [entries.repeat(100), gzipSync(entries.repeat(100))]) {
      const { code, stderr } = await run(["analyze", "-"], { stdin });
      expect(code).toBe(0);
      expect(stderr).toContain("100 read, 1 accepted, 99 duplicates");
    }
    expect((await run(["analyze", "-"], { stdin: "" })).stderr).toContain("0 read");
  });

  test("says in which rooms the rules are other ones", async () => {
    const rules = ruleVersions();
    const other = { ...rules, rooms: { ...rules.rooms, causes: "000000000000", checks: "000000000000" } };
    const told = async (changed: Bundle["rules"]) =>
      (await run(["analyze", "-"], { stdin: JSON.stringify({ ...bundle, rules: changed }) })).stderr;
    expect(await told(other)).toContain("with other rules in checks, causes: the report reads the same");
    expect(await told(rules)).toContain("with the same rules: the report reads the same");
  });

  test("gives the same bundle again", async () => {
    const { stdout } = await run(["analyze", file, "--format", "bundle"]);
    const again: unknown = JSON.parse(stdout);
    expect(again).toEqual({ ...JSON.parse(JSON.stringify(bundle)), rules: expect.anything() });
  });

  test("holds no address and no password of what it was derived from", () => {
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain(database.url);
    expect(JSON.stringify(bundle.inputs.config)).not.toMatch(/127\.0\.0\.1|localhost|password|@/);
  });

  test("says so where its answers make another report today", async () => {
    const changed = structuredClone(bundle);
    const endpoint = changed.inputs.checks.findIndex(({ kind }) => kind === "endpoint");
    changed.inputs.checks.splice(endpoint, 1);
    expect(isSame(await replay(changed), analysis)).toBe(false);
    const other = join(folder, "other.json");
    writeFileSync(other, JSON.stringify(changed, null, 2));
    const { stderr, stdout } = await run(["analyze", other]);
    expect(stderr).toContain("the report reads otherwise now");
    expect(stderr).toMatch(/plumbline: {3}The live check of endpoint .* said “fault found”, and says “unknown”\./);
    expect(stdout).toContain("the bundle holds no answer to this question");
  });

  test.each([
    ["cut off", (text: string) => text.slice(0, -100), /is a damaged bundle: .*Export it again/],
    ["of another shape", (text: string) => text.replace('"traffic":[', '"trafic":['), /is a damaged bundle: .*traffic/],
  ])("that is %s is refused in words", async (_name, damage, words) => {
    const damaged = join(folder, "damaged.json");
    writeFileSync(damaged, damage(readFileSync(file, "utf8")));
    const { code, stdout, stderr } = await run(["analyze", damaged]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(words);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  test("has its own clock and configuration", async () => {
    const { code, stderr } = await run(["analyze", file, "--now", "2026-01-01T00:00:00Z"]);
    expect(code).toBe(2);
    expect(stderr).toContain("leave out --now and --config");
  });
});
