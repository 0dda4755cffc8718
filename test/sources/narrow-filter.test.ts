import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createNormalizer } from "../../server/normalize/normalizer.ts";
import { readEntry } from "../../server/normalize/read-entry.ts";
import { sortEntries } from "../../server/normalize/sort-entries.ts";
import { readFiles } from "../../server/sources/file.ts";
import { configSchema } from "../../shared/config.ts";
import { NARROW_FILTER } from "../../shared/narrow-filter.ts";
import { CODE } from "../exam/scenes/code.ts";
import { DEPENDENCIES } from "../exam/scenes/dependencies.ts";
import { EDGES } from "../exam/scenes/edges.ts";
import { GO_RUBY_PHP } from "../exam/scenes/go-ruby-php.ts";
import { JVM_DOTNET } from "../exam/scenes/jvm-dotnet.ts";
import { NODE } from "../exam/scenes/node.ts";
import { PYTHON } from "../exam/scenes/python.ts";
import { QUIET_CLIENTS } from "../exam/scenes/quiet-clients.ts";
import { QUIET_PLATFORM } from "../exam/scenes/quiet-platform.ts";
import { STARTS } from "../exam/scenes/starts.ts";
import { WORDINGS } from "../exam/scenes/wordings.ts";
import { json, text } from "../lib/entries.ts";
import { readQuery } from "../lib/logging-query.ts";

const CORPUS = "../shared/corpus";
const SCENES = [
  ...[CODE, DEPENDENCIES, EDGES, GO_RUBY_PHP, JVM_DOTNET, NODE, PYTHON],
  ...[QUIET_CLIENTS, QUIET_PLATFORM, STARTS, WORDINGS],
].flat();
const matches = readQuery(NARROW_FILTER);

/** What entries say, but for the first sight of a revision, which hangs on what is read. */
function told(values: readonly unknown[]) {
  const entries = values.map(readEntry).flatMap((result) => ("entry" in result ? [result.entry] : []));
  const normalizer = createNormalizer({ environmentOf: (project) => project });
  const parts = sortEntries(entries).map((entry) => normalizer.push(entry));
  parts.push(normalizer.flush());
  return {
    errors: parts.flatMap(({ errors }) => errors),
    requests: parts.flatMap(({ requests }) => requests),
    changes: parts.flatMap(({ changes }) => changes).filter(({ kind }) => kind !== "revision-first-seen"),
  };
}

const isMatched = (value: unknown) => typeof value === "object" && value !== null && matches({ ...value });

describe("without what the filter leaves out, the same errors, requests and changes are seen", () => {
  test.each(SCENES)("in this scene: $name", ({ entries }) => {
    expect(told(entries.filter(isMatched))).toStrictEqual(told(entries));
  });

  const files = existsSync(CORPUS) ? readdirSync(CORPUS).filter((name) => name.endsWith(".ndjson")) : [];
  test.skipIf(files.length === 0)("in real entries", async () => {
    for await (const { values } of readFiles(files.map((name) => `${CORPUS}/${name}`))) {
      // What comes from Cloud Logging names its log, and one entry was made up: a change among the audited reads.
      const isReal = ({ logName }: { logName?: unknown }) =>
        typeof logName === "string" && !logName.startsWith("projects/example-project/");
      const all = values.map(({ value }) => value).filter(isReal);
      expect(told(all.filter(isMatched))).toStrictEqual(told(all));
    }
  });
});

test("it leaves out structured lines that tell of nothing, and takes what exposure needs", () => {
  const at = "2026-03-01T12:00:00Z";
  const isTaken = (entry: Record<string, unknown>) => matches(entry);
  expect(
    [
      json({ message: "cart 17 has 3 items" }, { at, severity: "INFO" }),
      json({ message: "cache miss", key: "a" }, { at, severity: "DEBUG" }),
      json(
        { message: "request completed", method: "GET", path: "/x", status: 200, duration: 3 },
        { at, severity: "INFO" },
      ),
      json({ message: "out of stock" }, { at, severity: "WARNING" }),
      text("anything at all", { at }),
      {
        logName: "projects/p/logs/run.googleapis.com%2Frequests",
        severity: "INFO",
        httpRequest: { requestMethod: "GET", status: 200 },
      },
      {
        logName: "projects/p/logs/cloudaudit.googleapis.com%2Fdata_access",
        severity: "INFO",
        protoPayload: { methodName: "storage.objects.get" },
      },
      {
        logName: "projects/p/logs/cloudaudit.googleapis.com%2Factivity",
        severity: "NOTICE",
        protoPayload: { methodName: "x" },
      },
    ].map(isTaken),
  ).toStrictEqual([false, false, true, true, true, true, false, true]);
});

test("it is what a source asks for that names no filter; an empty one asks for everything", () => {
  const source = { kind: "cloud-logging", project: "demo" };
  const filters = configSchema.parse({ sources: [source, { ...source, filter: "" }] }).sources;
  expect(filters).toMatchObject([{ filter: NARROW_FILTER }, { filter: "" }]);
  expect(NARROW_FILTER.length).toBeLessThan(2500);
});
