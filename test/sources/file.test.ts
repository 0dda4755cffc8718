import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { type ReadFilesOptions, readFiles } from "../../server/sources/file.ts";
import type { Rejection } from "../../shared/log-entry.ts";
import { processorMs } from "../lib/patience.ts";

const folder = mkdtempSync(join(tmpdir(), "plumbline-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Outcome = { values: [line: number, value: unknown][]; rejections: Rejection[]; read: number };

async function readAll(content: string | Buffer, options: ReadFilesOptions = {}): Promise<Outcome> {
  const path = join(folder, "entries");
  writeFileSync(path, content);
  return collect([path], options);
}

async function collect(paths: string[], options: ReadFilesOptions = {}): Promise<Outcome> {
  const outcome: Outcome = { values: [], rejections: [], read: 0 };
  for await (const batch of readFiles(paths, options)) {
    outcome.values.push(...batch.values.map((item): [number, unknown] => [item.line, item.value]));
    outcome.rejections.push(...batch.rejections);
    outcome.read += batch.read;
  }
  return outcome;
}

const EXPECTED = "expected one LogEntry as a JSON object";
const [a, b, c] = [{ insertId: "a" }, { insertId: "b", nested: { text: 'brace } quote " \\' } }, { insertId: "c" }];
const inPlaces = {
  values: [
    [1, a],
    [2, b],
    [3, c],
  ],
  rejections: [],
  read: 3,
};

describe("the forms that files come in", () => {
  test.each([
    ["lines of JSON", [a, b, c].map((item) => JSON.stringify(item)).join("\n")],
    ["lines with CRLF", [a, b, c].map((item) => `${JSON.stringify(item)}\r\n`).join("")],
    ["lines behind a byte order mark", `\ufeff${[a, b, c].map((item) => JSON.stringify(item)).join("\n")}`],
    ["a pretty-printed list, as gcloud prints it", `${JSON.stringify([a, b, c], null, 2)}\n`],
    ["a list in one line", JSON.stringify([a, b, c])],
    ["a list with one entry a line", `[\n${[a, b, c].map((item) => JSON.stringify(item)).join(",\n")}\n]`],
    ["an answer of entries.list", JSON.stringify({ entries: [a, b, c], nextPageToken: "x" })],
    ["an answer of entries.list, pretty-printed", JSON.stringify({ entries: [a, b, c], nextPageToken: "x" }, null, 2)],
    ["an answer whose token comes first", JSON.stringify({ nextPageToken: "x", entries: [a, b, c] })],
    ["gzip, whatever the name", gzipSync(JSON.stringify([a, b, c], null, 2))],
    [
      "gzip in two members",
      Buffer.concat([gzipSync(`${JSON.stringify(a)}\n${JSON.stringify(b)}\n`), gzipSync(JSON.stringify(c))]),
    ],
    [
      "UTF-16, as PowerShell redirects it",
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(JSON.stringify([a, b, c], null, 1), "utf16le")]),
    ],
  ])("%s", async (_, content) => {
    expect(await readAll(content)).toEqual(inPlaces);
  });

  test("pretty-printed objects one after the other keep the line they start at", async () => {
    const content = [a, b, c].map((item) => JSON.stringify(item, null, 2)).join("\n");
    expect(await readAll(content)).toEqual({
      values: [
        [1, a],
        [4, b],
        [10, c],
      ],
      rejections: [],
      read: 3,
    });
  });

  test("objects glued together on one line are told apart", async () => {
    const content = [a, b, c].map((item) => JSON.stringify(item)).join("");
    expect(await readAll(content)).toEqual({
      values: [
        [1, a],
        [1, b],
        [1, c],
      ],
      rejections: [],
      read: 3,
    });
  });

  test("one pretty-printed object is one entry", async () => {
    expect(await readAll(JSON.stringify(b, null, 2))).toEqual({ values: [[1, b]], rejections: [], read: 1 });
  });

  test("- reads standard input", async () => {
    const stdin = Readable.from([Buffer.from('{"insertId":'), Buffer.from('"a"}\n')]);
    expect(await collect(["-"], { stdin })).toEqual({ values: [[1, a]], rejections: [], read: 1 });
  });

  test("a list is read the same whatever pieces it comes in", async () => {
    const content = Buffer.from(JSON.stringify([a, b, { insertId: "é€😀", text: '\\"\n' }], null, 2));
    for (const size of [1, 2, 3, 7, 64]) {
      const pieces = Array.from({ length: Math.ceil(content.length / size) }, (_, index) =>
        content.subarray(index * size, (index + 1) * size),
      );
      const outcome = await collect(["-"], { stdin: Readable.from(pieces) });
      expect(outcome).toEqual({
        values: [
          [1, a],
          [2, b],
          [3, { insertId: "é€😀", text: '\\"\n' }],
        ],
        rejections: [],
        read: 3,
      });
    }
  });
});

describe("what holds nothing", () => {
  test.each([
    ["an empty file", ""],
    ["blank lines", "\n  \n\r\n\t\n"],
    ["an empty list", "[]\n"],
    ["an empty answer", '{"entries":[]}'],
  ])("%s is read as nothing, without a complaint", async (_, content) => {
    expect(await readAll(content)).toEqual({ values: [], rejections: [], read: 0 });
  });

  test("a missing file and a directory are refused before anything is read", async () => {
    const missing = join(folder, "missing.json");
    await expect(collect([missing])).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining(`${missing} does not exist`),
    });
    await expect(collect([folder])).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining(`${folder} is a directory`),
    });
  });
});

describe("what is broken", () => {
  test("a line that is cut is named, the next is read", async () => {
    const outcome = await readAll('{"insertId":"a"}\n{"insertId":"cut","textPayload":"half\n{"insertId":"c"}\n');
    expect(outcome).toEqual({
      values: [
        [1, a],
        [3, c],
      ],
      rejections: [{ line: 2, reason: `JSON that ends in the middle: ${EXPECTED}, whole` }],
      read: 3,
    });
  });

  test("a line that is cut between two fields does not swallow the next", async () => {
    const outcome = await readAll('{"insertId":"cut",\n{"insertId":"c"}\n');
    expect(outcome).toEqual({
      values: [[2, c]],
      rejections: [{ line: 1, reason: `JSON that ends in the middle: ${EXPECTED}, whole` }],
      read: 2,
    });
  });

  test("a list that is cut keeps what came before", async () => {
    const outcome = await readAll(JSON.stringify([a, b, c], null, 2).slice(0, -12));
    expect(outcome).toEqual({
      values: [
        [1, a],
        [2, b],
      ],
      rejections: [{ line: 3, reason: `JSON that ends in the middle: ${EXPECTED}, whole` }],
      read: 3,
    });
  });

  test("a list that is cut between two elements is named too", async () => {
    const outcome = await readAll('[\n{"insertId":"a"},\n');
    expect(outcome).toEqual({
      values: [[1, a]],
      rejections: [{ line: 2, reason: "the list is not closed: the file seems to be cut" }],
      read: 2,
    });
  });

  test("a broken element of a pretty list costs that element alone", async () => {
    const content =
      '[\n  {\n    "insertId": "a"\n  },\n  {\n    "insertId": "half\n    "more": 1\n  },\n  {\n    "insertId": "c"\n  }\n]\n';
    const outcome = await readAll(content);
    expect(outcome.values.map(([, value]) => value)).toEqual([a, c]);
    expect(outcome.rejections).toHaveLength(1);
  });

  test.each([
    ["null", "null: "],
    ["42", "42: "],
    ['"text"', "a text: "],
    ["# comment", "9 bytes that are not JSON: "],
    ["{'a':1}", "not valid JSON (at character 1 of the object): "],
    ['{"a":1,}', "not valid JSON (at character 7 of the object): "],
    ['{"a":NaN}', "not valid JSON"],
    ["\0\0", "2 bytes that are not JSON: "],
  ])("%j is named with its line", async (line, reason) => {
    const outcome = await readAll(`{"insertId":"a"}\n${line}\n{"insertId":"c"}\n`);
    expect(outcome).toEqual({
      values: [
        [1, a],
        [3, c],
      ],
      rejections: [{ line: 2, reason: expect.stringContaining(reason) }],
      read: 3,
    });
    expect(outcome.rejections[0]?.reason).toContain(EXPECTED);
  });

  test("bytes that are not UTF-8 become replacement characters", async () => {
    const content = Buffer.concat([Buffer.from('{"insertId":"'), Buffer.from([0xe9, 0xff]), Buffer.from('"}\n')]);
    expect(await readAll(content)).toEqual({ values: [[1, { insertId: "\ufffd\ufffd" }]], rejections: [], read: 1 });
  });

  test("a gzip stream that is cut is named, and what came before is used", async () => {
    const entries = Array.from({ length: 5000 }, (_, index) => ({ insertId: `${index} ${Math.sin(index)}` }));
    const packed = gzipSync(entries.map((item) => JSON.stringify(item)).join("\n"));
    const outcome = await readAll(packed.subarray(0, packed.length - 5000));
    expect(outcome.values.length).toBeGreaterThan(1000);
    expect(outcome.rejections[0]?.reason).toMatch(
      /cannot be read further: unexpected end of file; what came before is used/,
    );
  });

  test("a file that unpacks to more than allowed is cut there, and that is said", async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('{"insertId":"a"}\n'), Buffer.alloc(4 * 1024 * 1024, " ")]));
    const outcome = await readAll(bomb, { maxBytes: 1024 * 1024 });
    expect(outcome.values).toEqual([[1, a]]);
    expect(outcome.rejections).toEqual([
      { line: 2, reason: expect.stringMatching(/holds more than 1048576 bytes: the rest was not read/) },
    ]);
  });

  test("many cut lines do not cost more than their own reading", async () => {
    const content = `${'{"a":{"b":[1,\n'.repeat(20_000)}{"insertId":"c"}\n`;
    const spentMs = await processorMs(async () => {
      const outcome = await readAll(content);
      expect(outcome.values).toEqual([[20_001, c]]);
      expect(outcome.read).toBe(20_001);
    });
    expect(spentMs).toBeLessThan(20_000);
  });
});

test("a big list passes through in batches, in bounded memory", async () => {
  const element = JSON.stringify({ insertId: "x".repeat(20), textPayload: "y".repeat(2000) }, null, 2);
  const count = 30_000;
  async function* list() {
    yield Buffer.from("[\n");
    for (let index = 0; index < count; index += 100) yield Buffer.from(`${element},\n`.repeat(100));
    yield Buffer.from("]\n");
  }
  let read = 0;
  let largest = 0;
  for await (const batch of readFiles(["-"], { stdin: Readable.from(list()) })) {
    read += batch.values.length;
    largest = Math.max(largest, batch.values.length);
  }
  expect(read).toBe(count);
  expect(largest).toBeLessThanOrEqual(2000);
});
