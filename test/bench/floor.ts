import { readSync } from "node:fs";

/** `node test/bench/floor.ts < FILE`: reads, splits lines on the buffer and parses each, nothing else. Prints how many. */
const CHUNK_BYTES = 4 << 20;

const buffer = Buffer.allocUnsafe(2 * CHUNK_BYTES);
let kept = 0;
let entries = 0;
for (;;) {
  const end = kept + readSync(0, buffer, kept, CHUNK_BYTES, null);
  if (end === kept) break;
  let start = 0;
  for (let to = buffer.indexOf(10, start); to >= 0 && to < end; to = buffer.indexOf(10, start)) {
    if (JSON.parse(buffer.toString("utf8", start, to)).insertId) entries++;
    start = to + 1;
  }
  buffer.copyWithin(0, start, end);
  kept = end - start;
}
process.stdout.write(`${entries}\n`);
