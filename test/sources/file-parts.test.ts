import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type PartEnd, readFiles } from "../../server/sources/file.ts";
import { type FilePart, filePartsOf } from "../../server/sources/file-parts.ts";
import { LATER_PART_FROM } from "../../server/sources/value-splitter.ts";
import type { Rejection } from "../../shared/log-entry.ts";

const CORPUS = fileURLToPath(new URL("../../../shared/corpus", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plumbline-parts-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Held = { values: [line: number, value: unknown][]; rejections: Rejection[] };

test("parts of a file of lines end with a line each, follow upon each other, and the last is open", async () => {
  const lines = Array.from({ length: 100 }, (_, index) => JSON.stringify({ insertId: String(index) }));
  const path = fileOf(`${lines.join("\n")}\n`);

  const parts = await partsOf(path, 10);

  expect(parts.length).toBeGreaterThan(8);
  expect(parts.map(({ start }) => start)).toStrictEqual([0, ...parts.slice(0, -1).map(({ end }) => end)]);
  expect(parts.at(-1)?.end).toBe(Number.POSITIVE_INFINITY);
  const bytes = readFileSync(path);
  for (const { start } of parts.slice(1)) expect(bytes.toString("utf8", start - 1, start + 1)).toBe("\n{");
  expect(await readByParts(path, 10)).toStrictEqual({ ...(await readAtOnce(path)), reads: parts.length });
});

test.each([
  ["a list in JSON", JSON.stringify([{ insertId: "a" }, { insertId: "b" }], null, 1)],
  ["one object over many lines", JSON.stringify({ insertId: "a", textPayload: "x" }, null, 1)],
  ["answers of entries.list", `${JSON.stringify({ entries: [{ insertId: "a" }] })}\n`.repeat(30)],
  ["a file without entries", "\n".repeat(3000)],
  ["an empty file", ""],
])("%s is one part", async (_name, content) => {
  expect(await partsOf(fileOf(content), 1)).toStrictEqual([{ start: 0, end: Number.POSITIVE_INFINITY }]);
});

test("a file that is missing is one part: its reader says what is wrong", async () => {
  expect(await partsOf(join(folder, "nothing"), 1)).toStrictEqual([{ start: 0, end: Number.POSITIVE_INFINITY }]);
});

test("a value that goes on behind its part is read with all that follows", async () => {
  const pretty = JSON.stringify({ insertId: "long", list: ["one"], at: { line: 1 } }, null, 2).replaceAll("\n  ", "\n");
  const line = JSON.stringify({ insertId: "short" });
  const path = fileOf(`${`${line}\n`.repeat(20)}${pretty}\n${`${line}\n`.repeat(20)}`);

  expect(await readByParts(path, 3)).toMatchObject(await readAtOnce(path));
});

test("what lines, values over several lines, lists and rubbish hold is the same by parts, line for line", async () => {
  const values = fc.oneof(
    { weight: 6, arbitrary: fc.nat(9).map((id) => JSON.stringify({ insertId: String(id), text: "é\n{".repeat(id) })) },
    { weight: 1, arbitrary: fc.nat(9).map((id) => JSON.stringify({ insertId: String(id), of: { a: [{}] } }, null, 1)) },
    fc.constantFrom(
      ...[
        "",
        "no entry",
        "{",
        "}",
        '{"cut": ',
        "[",
        "]",
        '{"entries": [',
        ",",
        "null",
        '{"a":1}{"b":2}',
        '"{"',
        "[{}]",
      ],
      ...['[\n{"a":1},\n{"b":2}\n]', '{"entries": [{"a":1}]}', '{"a":1}\r', "{\n{\n}", " {}", "\t{}"],
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(values, { maxLength: 40 }), fc.boolean(), async (items, isEnded) => {
      const path = fileOf(`{"insertId":"first"}\n${items.join("\n")}${isEnded ? "\n" : ""}`);
      expect(await readByParts(path, 2)).toMatchObject(await readAtOnce(path));
    }),
    { numRuns: 150 },
  );
});

test.skipIf(!existsSync(CORPUS))("the odd files are the same by parts", async () => {
  for (const name of readdirSync(CORPUS).filter((file) => /\.(ndjson|bin)$/.test(file))) {
    const path = join(CORPUS, name);
    const { values, rejections } = await readAtOnce(path);
    const byParts = await readByParts(path, 5);
    expect(byParts.rejections, name).toStrictEqual(rejections);
    expect(byParts.values.map(brief), name).toStrictEqual(values.map(brief));
  }
});

/** What tells a value from others, short enough to be read where they differ. */
function brief([line, value]: [number, unknown]): string {
  const text = JSON.stringify(value);
  return `${line} ${text.length} ${text.slice(0, 200)}`;
}

function fileOf(content: string): string {
  const path = join(folder, "entries");
  writeFileSync(path, content);
  return path;
}

async function partsOf(path: string, lines: number): Promise<FilePart[]> {
  const parts: FilePart[] = [];
  for await (const part of filePartsOf(path, lines, 1)) parts.push(part);
  return parts;
}

async function readAtOnce(path: string): Promise<Held> {
  const held: Held = { values: [], rejections: [] };
  for await (const batch of readFiles([path])) {
    held.values.push(...batch.values.map(({ line, value }): [number, unknown] => [line, value]));
    held.rejections.push(...batch.rejections);
  }
  return held;
}

/** The same, part by part. */
async function readByParts(path: string, lines: number): Promise<Held & { reads: number }> {
  const held = { values: [] as [number, unknown][], rejections: [] as Rejection[], reads: 0 };
  let before = 0;
  for await (const part of filePartsOf(path, lines, 1)) {
    const moved = part.start === 0 ? 0 : before - (LATER_PART_FROM - 1);
    let end: PartEnd = { lines: 0, isOverrun: false };
    const onPartEnd = (reached: PartEnd) => {
      end = reached;
    };
    for await (const batch of readFiles([path], { part, onPartEnd })) {
      held.values.push(...batch.values.map(({ line, value }): [number, unknown] => [line + moved, value]));
      held.rejections.push(...batch.rejections.map(({ line, reason }) => ({ line: line + moved, reason })));
    }
    held.reads += 1;
    before += end.lines;
    if (end.isOverrun) break;
  }
  return held;
}
