import { ByteReader } from "./byte-reader.ts";
import { pointsOf } from "./woff2-points.ts";

/** Tables of TrueType outlines, offsets of four bytes. `leftEdges`: where each glyph's outline begins, in units of the font. */
export type Outlines = { glyf: Uint8Array; loca: Uint8Array; leftEdges: number[] };

type Streams = Record<
  "contours" | "points" | "flags" | "glyphs" | "composites" | "boxes" | "instructions",
  ByteReader
> & { hasBox: (glyph: number) => boolean };

/** https://learn.microsoft.com/typography/opentype/spec/glyf#composite-glyph-description */
const COMPONENT = {
  areWords: 1,
  hasScale: 8,
  hasMore: 0x20,
  hasTwoScales: 0x40,
  hasMatrix: 0x80,
  hasInstructions: 0x100,
};

/** The outlines that a WOFF 2.0 file holds as streams: https://www.w3.org/TR/WOFF2/#glyf_table_format */
export function outlinesOf(transformed: Uint8Array): Outlines {
  const reader = new ByteReader(transformed);
  reader.bytes(4);
  const count = reader.uint16();
  reader.bytes(2);
  const streams = streamsOf(reader, count);
  const loca = Buffer.alloc(4 * (count + 1));
  const leftEdges: number[] = [];
  const glyphs: Uint8Array[] = [];
  let offset = 0;
  for (let i = 0; i < count; i += 1) {
    const glyph = glyphOf(streams, i);
    glyphs.push(glyph);
    leftEdges.push(glyph.length === 0 ? 0 : glyph.readInt16BE(2));
    offset += glyph.length;
    loca.writeUInt32BE(offset, 4 * (i + 1));
  }
  return { glyf: Buffer.concat(glyphs), loca, leftEdges };
}

function streamsOf(reader: ByteReader, count: number): Streams {
  const lengths = Array.from({ length: 7 }, () => reader.uint32());
  const next = () => new ByteReader(reader.bytes(lengths.shift() ?? 0));
  const [contours, points, flags, glyphs, composites, boxes] = [next(), next(), next(), next(), next(), next()];
  const bits = boxes.bytes(4 * Math.ceil(count / 32));
  const hasBox = (glyph: number) => ((bits[glyph >> 3] ?? 0) & (0x80 >> (glyph & 7))) !== 0;
  return { contours, points, flags, glyphs, composites, boxes, instructions: next(), hasBox };
}

/** One glyph as the table holds it, its length a multiple of four; empty where it has no outline. */
function glyphOf(streams: Streams, index: number): Buffer {
  const contours = streams.contours.int16();
  if (contours === 0) return Buffer.alloc(0);
  const box = streams.hasBox(index) ? streams.boxes.bytes(8) : undefined;
  const parts = contours < 0 ? compositeOf(streams) : simpleOf(streams, contours);
  const head = Buffer.alloc(10);
  head.writeInt16BE(contours, 0);
  head.set(box ?? parts.box, 2);
  const length = 10 + parts.body.length;
  return Buffer.concat([head, parts.body], Math.ceil(length / 4) * 4);
}

function compositeOf({ composites, glyphs, instructions }: Streams): { box: Uint8Array; body: Buffer } {
  const parts: Uint8Array[] = [];
  let hasInstructions = false;
  for (let flags: number = COMPONENT.hasMore; (flags & COMPONENT.hasMore) !== 0; ) {
    const start = composites.bytes(2);
    flags = Buffer.from(start).readUInt16BE();
    parts.push(start, composites.bytes(componentBytes(flags)));
    hasInstructions ||= (flags & COMPONENT.hasInstructions) !== 0;
  }
  if (hasInstructions) parts.push(instructionsOf(glyphs, instructions));
  // A composite always brings its box.
  return { box: new Uint8Array(8), body: Buffer.concat(parts) };
}

/** What follows the flags of a component: its glyph, its place, its scale. */
function componentBytes(flags: number): number {
  const place = (flags & COMPONENT.areWords) === 0 ? 2 : 4;
  if ((flags & COMPONENT.hasScale) !== 0) return 2 + place + 2;
  if ((flags & COMPONENT.hasTwoScales) !== 0) return 2 + place + 4;
  return 2 + place + ((flags & COMPONENT.hasMatrix) === 0 ? 0 : 8);
}

function simpleOf(streams: Streams, contours: number): { box: Uint8Array; body: Buffer } {
  const ends = Buffer.alloc(2 * contours);
  let count = 0;
  for (let i = 0; i < contours; i += 1) {
    count += streams.points.short255();
    ends.writeUInt16BE(count - 1, 2 * i);
  }
  const { box, points } = pointsOf(count, streams.flags, streams.glyphs);
  return { box, body: Buffer.concat([ends, instructionsOf(streams.glyphs, streams.instructions), points]) };
}

/** How many bytes of instructions there are, and they. */
function instructionsOf(lengths: ByteReader, instructions: ByteReader): Buffer {
  const length = lengths.short255();
  const said = Buffer.alloc(2);
  said.writeUInt16BE(length);
  return Buffer.concat([said, instructions.bytes(length)]);
}
