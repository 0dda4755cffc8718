import { brotliDecompressSync } from "node:zlib";
import { ByteReader } from "./byte-reader.ts";
import { type Outlines, outlinesOf } from "./woff2-outlines.ts";

type Entry = { tag: string; length: number; isTransformed: boolean };
type Tables = Map<string, Uint8Array>;

const SIGNATURE = 0x774f4632;
const MAX_FONT_BYTES = 32 * 1024 * 1024;
/** https://www.w3.org/TR/WOFF2/#table_dir_format, in the order of their numbers. */
const KNOWN_TAGS = (
  "cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx " +
  "BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG_ sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty " +
  "just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill"
)
  .replaceAll("_", " ")
  .split(/ (?=\S)/);
/** How a font varies: without these it is the font of its default weight. */
const VARIATION_TAGS = ["avar", "cvar", "fvar", "gvar", "HVAR", "MVAR", "STAT", "VVAR"];

/**
 * A web font (WOFF 2.0, https://www.w3.org/TR/WOFF2/) as the OpenType font that programs other than browsers read. A font that
 * varies is given in its default weight. Throws where it is none, is a collection, or is broken.
 */
export function fontOfWoff2(woff2: Uint8Array): Uint8Array {
  const reader = new ByteReader(woff2);
  if (reader.uint32() !== SIGNATURE) throw new Error("the font is not WOFF 2.0: it begins with other bytes than wOF2");
  const flavor = reader.uint32();
  if (flavor === 0x74746366) throw new Error("the WOFF 2.0 file holds several fonts: one is expected");
  reader.bytes(4);
  const count = reader.uint16();
  reader.bytes(6);
  const compressedBytes = reader.uint32();
  reader.bytes(24);
  const entries = Array.from({ length: count }, () => entryOf(reader));
  const data = brotliDecompressSync(reader.bytes(compressedBytes), { maxOutputLength: MAX_FONT_BYTES });
  return fontFile(flavor, staticTables(entries, new ByteReader(data)));
}

function entryOf(reader: ByteReader): Entry {
  const flags = reader.byte();
  const known = KNOWN_TAGS[flags & 63];
  const tag = known === undefined ? Buffer.from(reader.bytes(4)).toString("latin1") : known.padEnd(4);
  const version = flags >> 6;
  // Outlines are transformed unless the version says that they are not; all others only where it says so.
  const isTransformed = tag === "glyf" || tag === "loca" ? version !== 3 : version !== 0;
  const length = reader.base128();
  return { tag, isTransformed, length: isTransformed ? reader.base128() : length };
}

function staticTables(entries: readonly Entry[], data: ByteReader): Tables {
  const tables: Tables = new Map();
  for (const { tag, length } of entries) tables.set(tag, data.bytes(length));
  const transformed = new Set(entries.filter((entry) => entry.isTransformed).map((entry) => entry.tag));
  if (transformed.has("glyf")) {
    const outlines = outlinesOf(needed(tables, "glyf"));
    tables.set("glyf", outlines.glyf);
    tables.set("loca", outlines.loca);
    tables.set("head", withLongOffsets(needed(tables, "head")));
    if (transformed.has("hmtx")) tables.set("hmtx", metricsOf(tables, outlines));
  }
  for (const tag of VARIATION_TAGS) tables.delete(tag);
  return tables;
}

function needed(tables: Tables, tag: string): Uint8Array {
  const table = tables.get(tag);
  if (table === undefined) throw new Error(`the font has no table ${tag}`);
  return table;
}

/** Offsets of outlines are four bytes each. */
function withLongOffsets(head: Uint8Array): Uint8Array {
  const copy = Buffer.from(head);
  copy.writeInt16BE(1, 50);
  return copy;
}

/** Left side bearings that are left out are where the outline begins: https://www.w3.org/TR/WOFF2/#hmtx_table_format */
function metricsOf(tables: Tables, { leftEdges }: Outlines): Uint8Array {
  const reader = new ByteReader(needed(tables, "hmtx"));
  const wide = Buffer.from(needed(tables, "hhea")).readUInt16BE(34);
  const flags = reader.byte();
  const advances = Array.from({ length: wide }, () => reader.uint16());
  const isGiven = (i: number) => (flags & (i < wide ? 1 : 2)) === 0;
  const bearings = leftEdges.map((edge, i) => (isGiven(i) ? reader.int16() : edge));
  const metrics = Buffer.alloc(2 * (wide + bearings.length));
  let at = 0;
  for (const [i, bearing] of bearings.entries()) {
    if (i < wide) at = metrics.writeUInt16BE(advances[i] ?? 0, at);
    at = metrics.writeInt16BE(bearing, at);
  }
  return metrics;
}

/** The tables in one file. Checksums stay 0: whoever reads the font here does not compare them. */
function fontFile(flavor: number, tables: Tables): Uint8Array {
  const sorted = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const log = Math.floor(Math.log2(sorted.length));
  const head = Buffer.alloc(12 + 16 * sorted.length);
  head.writeUInt32BE(flavor, 0);
  head.writeUInt16BE(sorted.length, 4);
  head.writeUInt16BE(16 * 2 ** log, 6);
  head.writeUInt16BE(log, 8);
  head.writeUInt16BE(16 * sorted.length - 16 * 2 ** log, 10);
  let offset = head.length;
  const parts: Uint8Array[] = [head];
  for (const [i, [tag, table]] of sorted.entries()) {
    head.write(tag, 12 + 16 * i, "latin1");
    head.writeUInt32BE(offset, 20 + 16 * i);
    head.writeUInt32BE(table.length, 24 + 16 * i);
    const padding = new Uint8Array((4 - (table.length % 4)) % 4);
    parts.push(table, padding);
    offset += table.length + padding.length;
  }
  return Buffer.concat(parts);
}
