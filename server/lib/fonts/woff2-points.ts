import type { ByteReader } from "./byte-reader.ts";

type Step = { x: number; y: number };

/**
 * The points of one outline as TrueType writes them without its short forms: flags, then the steps along x, then along y. `box`:
 * the smallest and largest coordinates, as the head of a glyph holds them.
 */
export function pointsOf(count: number, flags: ByteReader, steps: ByteReader): { box: Uint8Array; points: Buffer } {
  const points = Buffer.alloc(5 * count);
  const box = { xMin: 32767, yMin: 32767, xMax: -32768, yMax: -32768 };
  let [x, y] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    const flag = flags.byte();
    const step = stepOf(flag & 127, steps);
    x += step.x;
    y += step.y;
    points.writeUInt8(flag < 128 ? 1 : 0, i);
    points.writeInt16BE(step.x, count + 2 * i);
    points.writeInt16BE(step.y, 3 * count + 2 * i);
    box.xMin = Math.min(box.xMin, x);
    box.yMin = Math.min(box.yMin, y);
    box.xMax = Math.max(box.xMax, x);
    box.yMax = Math.max(box.yMax, y);
  }
  const corners = Buffer.alloc(8);
  for (const [i, corner] of [box.xMin, box.yMin, box.xMax, box.yMax].entries()) corners.writeInt16BE(corner, 2 * i);
  return { box: corners, points };
}

/** How far the next point is, in units of the font: https://www.w3.org/TR/WOFF2/#triplet_decoding */
function stepOf(code: number, steps: ByteReader): Step {
  if (code < 10) return { x: 0, y: signed(code, ((code & 14) << 7) + steps.byte()) };
  if (code < 20) return { x: signed(code, (((code - 10) & 14) << 7) + steps.byte()), y: 0 };
  const [x, y] = sizesOf(code, steps);
  return { x: signed(code, x), y: signed(code >> 1, y) };
}

function sizesOf(code: number, steps: ByteReader): [number, number] {
  const first = steps.byte();
  if (code < 84) {
    const high = code - 20;
    return [1 + (high & 0x30) + (first >> 4), 1 + ((high & 0x0c) << 2) + (first & 15)];
  }
  const second = steps.byte();
  if (code < 120) {
    const high = code - 84;
    return [1 + (Math.floor(high / 12) << 8) + first, 1 + (((high % 12) >> 2) << 8) + second];
  }
  const third = steps.byte();
  if (code < 124) return [(first << 4) + (second >> 4), ((second & 15) << 8) + third];
  return [(first << 8) + second, (third << 8) + steps.byte()];
}

function signed(flag: number, size: number): number {
  return (flag & 1) === 1 ? size : -size;
}
