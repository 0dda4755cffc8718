import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { runGroup } from "../../server/commands/group.ts";
import { run } from "../lib/command.ts";

it("writes one line for every entry, whatever its severity and payload", async () => {
  const { lines, errors } = await group([
    JSON.stringify({ insertId: "a", severity: "INFO", textPayload: "took 5 ms" }),
    JSON.stringify({ insertId: "b", severity: "ERROR", jsonPayload: { level: "x", message: "took 17 ms" } }),
    JSON.stringify({
      insertId: "c",
      httpRequest: { requestMethod: "GET", requestUrl: "https://x.example/a/1?q", status: 500 },
    }),
    JSON.stringify({ insertId: "d", protoPayload: { "@type": "x", methodName: "storage.objects.delete", status: {} } }),
    JSON.stringify({ insertId: "e" }),
    JSON.stringify({
      insertId: "f",
      protoPayload: { status: { code: 7, message: "DENIED" }, methodName: "storage.get" },
    }),
  ]);
  expect(errors).toBe("");
  expect(lines.map(({ insertId, template }) => [insertId, template])).toStrictEqual([
    ["a", "took <duration>"],
    ["b", "took <duration>"],
    ["c", "GET /a/:id 500"],
    ["d", "storage.objects.delete"],
    ["e", ""],
    ["f", "storage.get: DENIED"],
  ]);
  expect(lines[0]?.group).toBe(lines[1]?.group);
  expect(lines[0]?.group).toMatch(/^[0-9a-f]{16}$/);
});

it("names broken lines and goes on", async () => {
  const { lines, errors } = await group([
    '{"insertId":"a","textPayload":"x',
    "[1]",
    "",
    '{"insertId":"b","textPayload":"y"}',
  ]);
  expect(lines.map(({ insertId }) => insertId)).toStrictEqual(["b"]);
  expect(errors.split("\n").map((line) => line.slice(0, 31))).toStrictEqual([
    "line 1 is not a LogEntry and wa",
    "line 2 is not a LogEntry and wa",
    "",
  ]);
});

it("says again what it knows better at the end", async () => {
  const names = ["root", "news", "cyrus"];
  const { lines } = await group(
    names.map((name) => JSON.stringify({ insertId: name, textPayload: `session closed for user ${name}` })),
  );
  const last = new Map(lines.map(({ insertId, group: id }) => [insertId, id]));
  expect(new Set(last.values()).size).toBe(1);
  expect(lines.length).toBe(5);
});

it("says all that it knows better, however much that is", async () => {
  const names = ["root", "news", "cyrus"];
  const count = 9000;
  const { lines } = await group(
    Array.from({ length: count }, (_, i) =>
      JSON.stringify({
        insertId: `${i}`,
        textPayload: `session closed for user ${names[i % 3]} ${"of the archive ".repeat(12)}`,
      }),
    ),
  );
  const last = new Map(lines.map(({ insertId, group: id }) => [insertId, id]));
  expect([lines.length, last.size, new Set(last.values()).size]).toEqual([count + (count * 2) / 3, count, 1]);
});

it("writes an insertId of any length, and what comes behind it", async () => {
  const ids = ["a", "b".repeat(600_000), "c", "d".repeat(5000)];
  const { lines } = await group(ids.map((insertId) => JSON.stringify({ insertId, textPayload: "session closed" })));
  expect(lines.map(({ insertId }) => insertId)).toStrictEqual(ids);
});

it("uses a family and its names where the text names one", async () => {
  const { lines } = await group(
    ["relation a is gone", "gone: a relation", "relation b is gone"].map((textPayload, i) =>
      JSON.stringify({ insertId: String(i), textPayload }),
    ),
    ({ message }) => ({
      family: "schema.missing-relation",
      slots: { relation: /\b([ab])\b(?! relation)/.exec(message)?.[1] ?? "a" },
      weight: 4,
    }),
  );
  expect(lines[0]?.group).toBe(lines[1]?.group);
  expect(lines[2]?.group).not.toBe(lines[0]?.group);
});

it("tells failures that name nothing by their words, as a stream does not say which program spoke", async () => {
  const texts = [
    "query failed: deadline exceeded",
    "deadline exceeded: notifier stopped",
    "query failed: deadline exceeded",
  ];
  const { lines } = await group(
    texts.map((textPayload, i) => JSON.stringify({ insertId: String(i), textPayload })),
    () => ({ family: "network.timeout", slots: { phase: "read" }, weight: 4 }),
  );
  expect(lines[0]?.group).not.toBe(lines[1]?.group);
  expect(lines[2]?.group).toBe(lines[0]?.group);
});

it("puts entries where a user's rules say, and says with which faults it can't", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-group-"));
  const config = join(folder, "plumbline.yaml");
  writeFileSync(
    config,
    'grouping: { rules: [{ match: { message: "lamp|bulb", service: "light-*" }, fingerprint: [light], title: No light }] }',
  );
  const entry = (insertId: string, textPayload: string, service: string) =>
    JSON.stringify({
      ...{ insertId, textPayload, timestamp: "2026-03-02T12:00:00Z" },
      resource: { type: "cloud_run_revision", labels: { service_name: service } },
    });
  const stdin = [
    entry("a", "lamp broke", "light-api"),
    entry("b", "bulb 7 out", "light-web"),
    entry("c", "lamp broke", "shop"),
  ];
  const { stdout, code } = await run(["group", "--config", config], { stdin: stdin.join("\n") });
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  expect([code, lines.map(({ template }) => template)]).toEqual([0, ["No light", "No light", "lamp broke"]]);
  expect(new Set(lines.map((line) => line.group)).size).toBe(2);
  writeFileSync(config, 'grouping: { rules: [{ match: { message: "(" }, fingerprint: [x] }] }');
  const refused = await run(["group", "--config", config], { stdin: "" });
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining("grouping.rules[0].match.message: not a pattern"),
  ]);
  rmSync(folder, { recursive: true });
});

const value = fc.oneof(fc.string({ unit: "grapheme" }), fc.jsonValue());
const words = fc.string({ unit: "grapheme", minLength: 1 });
const status = fc.record(
  {
    code: fc.nat(16),
    message: fc.oneof(fc.constantFrom("PERMISSION_DENIED", "", "a\nb", "n".repeat(2000)), value),
    details: value,
  },
  { requiredKeys: [] },
);
/** An entry has at most one. */
const payload = fc.oneof(
  fc.constant({}),
  fc.record({ textPayload: words }),
  fc.record({
    jsonPayload: fc.record({ a: value, message: words, 'x"y': value }, { requiredKeys: ["message"] }),
  }),
  fc.record({
    protoPayload: fc.record(
      {
        "@type": fc.constant("x"),
        status: fc.oneof(status, fc.jsonValue()),
        methodName: fc.oneof(fc.constantFrom("storage.objects.get", 'a"b', "m".repeat(2000)), value),
        a: value,
      },
      { requiredKeys: [] },
    ),
  }),
);
const rest = fc.record(
  {
    insertId: words,
    labels: value,
    httpRequest: fc.record({
      requestMethod: fc.constantFrom("GET", "POST"),
      requestUrl: fc.webUrl(),
      userAgent: value,
      status: fc.constantFrom(200, 404, 500),
    }),
    severity: fc.constantFrom("INFO", "ERROR"),
  },
  { requiredKeys: ["insertId"] },
);
/** Its keys may stand in any order. */
const entry = fc.tuple(rest, payload, fc.nat(6)).map(([some, said, by]) => {
  const keys = Object.entries({ ...said, ...some });
  return Object.fromEntries([...keys.slice(by % keys.length), ...keys.slice(0, by % keys.length)]);
});

it("reads an entry the quick way as it reads it the careful way", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 20 }), async (few) => {
      // What comes again is remembered from the second time on.
      const entries = [...few, ...few, ...few];
      const quick = await group(entries.map((each) => JSON.stringify(each)));
      // A key with an escape makes the quick way give up.
      const careful = await group(entries.map((each) => JSON.stringify(each).replace(/^\{/, '{"\\u0041":1,')));
      expect(quick).toStrictEqual(careful);
      expect(quick.lines.length).toBeGreaterThanOrEqual(entries.length);
    }),
    { numRuns: 100 },
  );
});

it.each([1, 7, 64])("does not care where chunks of %i bytes cut a line", async (size) => {
  const lines = [
    JSON.stringify({ insertId: "ä", textPayload: "größe 5" }),
    JSON.stringify({ insertId: "b", textPayload: "x\ny" }),
  ];
  const whole = await group(lines);
  const bytes = Buffer.from(lines.join("\n"));
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  expect(await groupOf(Readable.from(chunks))).toStrictEqual(whole);
});

type Line = { insertId: string; group: string; template: string };
type Recognise = Parameters<typeof runGroup>[2];

function group(lines: string[], recognise?: Recognise): Promise<{ lines: Line[]; errors: string }> {
  return groupOf(Readable.from([Buffer.from(lines.map((line) => `${line}\n`).join(""))]), recognise);
}

async function groupOf(input: Readable, recognise?: Recognise): Promise<{ lines: Line[]; errors: string }> {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const [written, said] = [text(output), text(errors)];
  await runGroup(input, output, recognise, errors);
  output.end();
  errors.end();
  const lines = (await written).split("\n").filter((line) => line !== "");
  return { lines: lines.map((line) => JSON.parse(line) as Line), errors: await said };
}
