import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { prepare } from "../server/ingest.ts";
import { LineReader } from "../server/line-reader.ts";
import { createValueSplitter, type SourceValue } from "../server/sources/value-splitter.ts";
import { hexOf } from "../server/store/entry-keys.ts";
import { configSchema } from "../shared/config.ts";
import type { Rejection } from "../shared/log-entry.ts";
import { generatedLine } from "./lib/generated-line.ts";

const CONFIG = configSchema.parse({});
const GENERATOR = fileURLToPath(new URL("../../shared/throughput/gen.mjs", import.meta.url));

test("lines read without parsing say what they say parsed, whatever is in them", () => {
  const taken = { lines: 0 };
  fc.assert(
    fc.property(fc.array(generatedLine(), { minLength: 1, maxLength: 40 }), (lines) => {
      const bytes = Buffer.from(`${lines.join("\n")}\n`);
      expect(readQuickly(bytes, taken)).toStrictEqual(parsed(bytes));
    }),
    { numRuns: 150 },
  );
  expect(taken.lines).toBeGreaterThan(150);
});

test("a byte that is changed anywhere changes both ways of reading alike", () => {
  fc.assert(
    fc.property(generatedLine(), fc.nat(), fc.constantFrom(...'"\\{}[],: 0e\u0001é\n'), (text, place, byte) => {
      const at = place % text.length;
      // Of two entries with one identity that say different things either may count: the second line has its own.
      const next = text.replace(/"insertId"\s*:\s*"/, "$&next-");
      const bytes = Buffer.from(`${text.slice(0, at)}${byte}${text.slice(at + 1)}\n${next}\n`);
      expect(readQuickly(bytes)).toStrictEqual(parsed(bytes));
    }),
    { numRuns: 400 },
  );
});

test("bytes that are no UTF-8 are read alike both ways", () => {
  fc.assert(
    fc.property(generatedLine(), fc.nat(), fc.integer({ min: 128, max: 255 }), (text, place, byte) => {
      const bytes = Buffer.from(`${text}\n`);
      bytes[place % (bytes.length - 1)] = byte;
      expect(readQuickly(bytes)).toStrictEqual(parsed(bytes));
    }),
    { numRuns: 150 },
  );
});

test.skipIf(!existsSync(GENERATOR))("generated traffic of every kind is read alike, most of it without parsing", () => {
  const bytes = execFileSync(process.execPath, [GENERATOR, "--lines", "3000"], { maxBuffer: 2 ** 24 });
  const taken = { lines: 0 };
  expect(readQuickly(bytes, taken)).toStrictEqual(parsed(bytes));
  expect(taken.lines).toBeGreaterThan(2600);
});

test("failures in words and failed requests are read without their whole line being parsed", () => {
  const common = {
    timestamp: "2026-03-01T12:00:00.120Z",
    severity: "ERROR",
    resource: {
      type: "cloud_run_revision",
      labels: { service_name: "api", revision_name: "api-1", project_id: "demo" },
    },
    labels: { instanceId: "one" },
    logName: "projects/demo/logs/run.googleapis.com%2Fstderr",
    trace: `projects/demo/traces/${"ab".repeat(16)}`,
  };
  const text = 'Traceback (most recent call last):\n  File "/app/a.py", line 1, in f\nValueError: no "x"';
  const lines = [
    { insertId: "1", textPayload: text, ...common },
    { insertId: "2", jsonPayload: { message: "it broke", error: { code: "x" } }, ...common },
    { insertId: "3", httpRequest: { requestMethod: "GET", requestUrl: "/a/1", status: 503 }, ...common },
  ].map((entry) => JSON.stringify(entry));
  const taken = { lines: 0 };
  const bytes = Buffer.from(`${lines.join("\n")}\n`);

  const said = readQuickly(bytes, taken);

  expect(said).toStrictEqual(parsed(bytes));
  expect(said.facts.groups.map(({ traces }) => traces)).toStrictEqual([1, 2, 3].map(() => ["ab".repeat(16)]));
  expect(taken.lines).toBe(3);
});

/** What a batch says when lines are read as far as possible without parsing. */
function readQuickly(bytes: Buffer, taken = { lines: 0 }) {
  const reader = new CountingReader(CONFIG);
  const splitter = createValueSplitter(reader);
  for (const item of [...splitter.push(bytes), ...splitter.end()]) {
    if ("reason" in item) reader.batch.unread.push(item);
    else reader.add([item]);
  }
  taken.lines += reader.quick;
  return saidBy(reader.takeBatch().prepared());
}

/** Counts the lines that were not parsed as a whole. */
class CountingReader extends LineReader {
  quick = 0;

  override takeQuick(from: number, to: number, line: number): boolean {
    const isTaken = super.takeQuick(from, to, line);
    if (isTaken) this.quick += 1;
    return isTaken;
  }
}

function parsed(bytes: Buffer) {
  const splitter = createValueSplitter();
  const values: SourceValue[] = [];
  const unread: Rejection[] = [];
  for (const item of [...splitter.push(bytes), ...splitter.end()]) {
    if ("reason" in item) unread.push(item);
    else values.push(item);
  }
  const prepared = prepare(values, CONFIG);
  return saidBy({ ...prepared, rejections: [...unread, ...prepared.rejections] });
}

function saidBy({ keys, newestAt, rejections, facts }: ReturnType<typeof prepare>) {
  const hashes = Array.from(keys.days, (day, index) => `${day} ${hexOf(keys.words, index)}`).sort();
  return { hashes, newestAt, rejections: rejections.toSorted((a, b) => a.line - b.line), facts: facts(new Set()) };
}
