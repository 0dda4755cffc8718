import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fontOfWoff2 } from "../../server/lib/fonts/woff2.ts";

const INTER = fontFile("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");

describe("a web font as OpenType", () => {
  test("has its tables, without those that tell how it varies", () => {
    const tables = tablesOf(fontOfWoff2(INTER));

    expect([...tables.keys()]).toEqual([
      "GDEF",
      "GPOS",
      "GSUB",
      "OS/2",
      "cmap",
      "gasp",
      "glyf",
      "head",
      "hhea",
      "hmtx",
      "loca",
      "maxp",
      "name",
      "post",
      "prep",
    ]);
    expect(tableOf(tables, "head").readUInt32BE(12).toString(16)).toBe("5f0f3cf5");
  });

  test("holds the outline of each glyph where its offset says, within its box", () => {
    const tables = tablesOf(fontOfWoff2(INTER));
    const [loca, glyf] = [tableOf(tables, "loca"), tableOf(tables, "glyf")];
    const count = tableOf(tables, "maxp").readUInt16BE(4);
    expect(loca.length).toBe(4 * (count + 1));
    expect(loca.readUInt32BE(4 * count)).toBe(glyf.length);

    const outside: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const glyph = glyf.subarray(loca.readUInt32BE(4 * i), loca.readUInt32BE(4 * i + 4));
      if (glyph.length > 0 && glyph.readInt16BE() > 0 && !fillsItsBox(glyph)) outside.push(i);
    }
    expect(outside).toEqual([]);
  });

  test("that is broken, of another format or a collection is refused", () => {
    expect(() => fontOfWoff2(Buffer.from("wOFF and more"))).toThrow("not WOFF 2.0");
    const collection = Buffer.from(INTER);
    collection.write("ttcf", 4, "latin1");
    expect(() => fontOfWoff2(collection)).toThrow("several fonts");
    for (const length of [0, 3, 40, 60, 200, INTER.length - 500])
      expect(() => fontOfWoff2(INTER.subarray(0, length))).toThrow();
  });
});

function fontFile(name: string): Buffer {
  return readFileSync(fileURLToPath(import.meta.resolve(name)));
}

function tablesOf(font: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(font);
  return new Map(
    Array.from({ length: bytes.readUInt16BE(4) }, (_, i) => {
      const at = 12 + 16 * i;
      const from = bytes.readUInt32BE(at + 8);
      return [bytes.toString("latin1", at, at + 4), bytes.subarray(from, from + bytes.readUInt32BE(at + 12))];
    }),
  );
}

function tableOf(tables: Map<string, Buffer>, tag: string): Buffer {
  const table = tables.get(tag);
  if (table === undefined) throw new Error(`no table ${tag}`);
  return table;
}

/** Whether the points of a simple glyph in its long form lie in the box that its head tells, and touch each side. */
function fillsItsBox(glyph: Buffer): boolean {
  const contours = glyph.readInt16BE();
  const count = glyph.readUInt16BE(10 + 2 * (contours - 1)) + 1;
  const points = 12 + 2 * contours + glyph.readUInt16BE(10 + 2 * contours) + count;
  const edges = [0, 1].flatMap((axis) => {
    let at = 0;
    const seen = Array.from({ length: count }, (_, i) => {
      at += glyph.readInt16BE(points + 2 * (axis * count + i));
      return at;
    });
    return [Math.min(...seen), Math.max(...seen)];
  });
  return edges.join() === [2, 6, 4, 8].map((offset) => glyph.readInt16BE(offset)).join();
}
