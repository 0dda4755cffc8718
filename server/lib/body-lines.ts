const [TAB, NEWLINE, RETURN, BLANK] = [0x09, 0x0a, 0x0d, 0x20];
/** Lines of one part are no more, and no longer together unless one alone is. */
const MAX_PART_LINES = 2000;
const MAX_PART_BYTES = 2 * 1024 * 1024;

/** A line that is not empty: where it stands in bytes that nobody changes any more. */
export type BodyLine = { data: Buffer; from: number; to: number };

/** The lines of a body in parts, in their order; the lines of a part share their bytes. Undefined where there are more than `most`. */
export function partsOf(body: Buffer, most: number): BodyLine[][] | undefined {
  const parts: BodyLine[][] = [];
  let [start, count] = [withoutMark(body), 0];
  while (start < body.length) {
    const part = partFrom(body, start);
    count += part.lines.length;
    if (count > most) return undefined;
    if (part.lines.length > 0) parts.push(part.lines);
    start = part.end;
  }
  return parts;
}

/** The first byte between two places that is no blank, and no byte order mark at the start of all; undefined where there is none. */
export function firstByte(body: Buffer, from = 0, to = body.length): number | undefined {
  for (let at = from === 0 ? withoutMark(body) : from; at < to; at++) if (!isBlank(body[at])) return at;
  return undefined;
}

/** The place behind a byte order mark. */
export function withoutMark(body: Buffer): number {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
}

function partFrom(body: Buffer, start: number): { lines: BodyLine[]; end: number } {
  const places: [from: number, to: number][] = [];
  let end = start;
  while (end < body.length && places.length < MAX_PART_LINES) {
    const found = body.indexOf(NEWLINE, end);
    const next = found < 0 ? body.length : found + 1;
    if (next - start > MAX_PART_BYTES && end > start) break;
    const place = placeOf(body, end, found < 0 ? body.length : found);
    if (place !== undefined) places.push(place);
    end = next;
  }
  const data = body.subarray(start, end);
  return { lines: places.map(([from, to]) => ({ data, from: from - start, to: to - start })), end };
}

/** A line without the blanks around it. */
function placeOf(body: Buffer, start: number, end: number): [from: number, to: number] | undefined {
  let [from, to] = [start, end];
  while (from < to && isBlank(body[from])) from++;
  while (to > from && isBlank(body[to - 1])) to--;
  return from === to ? undefined : [from, to];
}

function isBlank(byte: number | undefined): boolean {
  return byte === BLANK || byte === NEWLINE || byte === RETURN || byte === TAB;
}
