import { type FileHandle, open } from "node:fs/promises";
import { SECOND } from "../../../shared/time.ts";
import type { ReadFile } from "./cursor.ts";
import type { FoundFile } from "./find-files.ts";

/** The bytes from `start` up to, not with, `end`; `firstLine` is how many lines were before. */
export type Range = { start: number; end: number; firstLine: number };

/** A file that was not touched for this long is taken to be whole. */
const SETTLED = 5 * SECOND;
const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * What can be read of a file now: of lines of JSON what was added since, up to the end of the last whole line; of any
 * other form the whole file. Undefined where nothing can be, because it is still being written.
 */
export async function readableRange(
  path: string,
  file: FoundFile,
  known: ReadFile | undefined,
  now: number,
): Promise<Range | undefined> {
  const isSettled = now - file.modifiedAt >= SETTLED;
  const handle = await open(path, "r");
  try {
    if (!(await isJsonLines(handle))) return isSettled ? { start: 0, end: file.sizeBytes, firstLine: 0 } : undefined;
    const isGrown = known !== undefined && known.readTo <= file.sizeBytes && (await endsLine(handle, known.readTo));
    const start = isGrown ? known.readTo : 0;
    const end = isSettled ? file.sizeBytes : await lastLineEnd(handle, start, file.sizeBytes);
    const isNothing = end <= start && !isSettled;
    return isNothing ? undefined : { start, end, firstLine: isGrown ? known.lines : 0 };
  } finally {
    await handle.close();
  }
}

/** Whether it begins like an object on a line of its own: not an array, not compressed, not pretty-printed. */
async function isJsonLines(handle: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer.toString("latin1") === '{"';
}

async function endsLine(handle: FileHandle, position: number): Promise<boolean> {
  if (position === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, position - 1);
  return buffer[0] === NEWLINE;
}

/** After the last line break between two positions; `start` where there is none. */
async function lastLineEnd(handle: FileHandle, start: number, end: number): Promise<number> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let to = end; to > start; to -= CHUNK_BYTES) {
    const from = Math.max(start, to - CHUNK_BYTES);
    const { bytesRead } = await handle.read(chunk, 0, to - from, from);
    const index = chunk.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (index >= 0) return from + index + 1;
  }
  return start;
}
