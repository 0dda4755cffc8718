import { type FileHandle, open } from "node:fs/promises";
import { isJsonObject } from "../../shared/json.ts";

/** Bytes of a file from `start` up to, not with, `end`; the last part ends at infinity, as a file may grow. */
export type FilePart = { start: number; end: number };

/** What is read to see of which form a file is. */
const HEAD_BYTES = 256 * 1024;
/** How far behind its usual length the end of a part is looked for at a time. */
const SEARCH_BYTES = 64 * 1024;
const MAX_PART_BYTES = 32 * 1024 * 1024;
const MIN_PART_BYTES = 1024 * 1024;
const [NEWLINE, OPEN_BRACE] = [0x0a, 0x7b];
const WHOLE: FilePart = { start: 0, end: Number.POSITIVE_INFINITY };

/** Whether a part is all of a file. */
export function isWhole({ start, end }: FilePart): boolean {
  return start === 0 && end === Number.POSITIVE_INFINITY;
}

/**
 * Parts of a file that can be read apart from each other, of about `lines` lines each, in order, as they are asked for: where the file
 * begins as one entry a line, each part ends with a line, before one that begins with a brace. Any other file, and one that cannot be
 * opened, is one part. That a value goes on behind a part is for its reader to see: see `PartEnd`.
 */
export async function* filePartsOf(
  path: string,
  lines: number,
  minBytes = MIN_PART_BYTES,
): AsyncGenerator<FilePart, void, undefined> {
  const handle = path === "-" ? undefined : await open(path, "r").catch(() => undefined);
  try {
    const usual = handle === undefined ? undefined : await usualLengthOf(handle, lines, minBytes);
    if (handle === undefined || usual === undefined) yield WHOLE;
    else yield* partsBy(handle, usual);
  } finally {
    await handle?.close();
  }
}

async function* partsBy(handle: FileHandle, usual: number): AsyncGenerator<FilePart, void, undefined> {
  let start = 0;
  for (;;) {
    const end = await lineStartFrom(handle, start + usual);
    yield { start, end: end ?? Number.POSITIVE_INFINITY };
    if (end === undefined) return;
    start = end;
  }
}

/** How long parts of so many lines are, in bytes; undefined where the file does not begin as one entry a line. */
async function usualLengthOf(handle: FileHandle, lines: number, minBytes: number): Promise<number | undefined> {
  const { size } = await handle.stat();
  const head = await bytesAt(handle, 0, HEAD_BYTES);
  const end = head.lastIndexOf(NEWLINE);
  if (head[0] !== OPEN_BRACE || end < 0 || !isEntry(head.subarray(0, head.indexOf(NEWLINE)))) return undefined;
  let count = 0;
  for (let at = head.indexOf(NEWLINE); at >= 0; at = head.indexOf(NEWLINE, at + 1)) count += 1;
  const length = Math.ceil(((end + 1) / count) * lines);
  const usual = Math.min(Math.max(length, minBytes), MAX_PART_BYTES);
  return size > usual ? usual : undefined;
}

function isEntry(line: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(line.toString("utf8"));
    return isJsonObject(value) && !Array.isArray(value.entries);
  } catch {
    return false;
  }
}

/** Where the first line from a place on begins that begins with a brace; undefined where there is none. */
async function lineStartFrom(handle: FileHandle, from: number): Promise<number | undefined> {
  for (let at = from; ; at += SEARCH_BYTES - 1) {
    // One byte is looked at twice, so that no line break is parted from its brace.
    const bytes = await bytesAt(handle, at, SEARCH_BYTES);
    for (let found = bytes.indexOf(NEWLINE); found >= 0; found = bytes.indexOf(NEWLINE, found + 1)) {
      if (bytes[found + 1] === OPEN_BRACE) return at + found + 1;
    }
    if (bytes.length < SEARCH_BYTES) return undefined;
  }
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
