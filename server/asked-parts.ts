import type { Dialogue } from "./file-dialogue.ts";
import { type FilePart, filePartsOf } from "./sources/file-parts.ts";

/** Lines of a part: one transaction's worth. Larger ones cost the database less for each, and more memory. */
const PART_LINES = 28_000;
/** Parts that the thread knows of, with the one that it reads. */
const PARTS_AHEAD = 2;

/** The parts of a file in order, each once the thread was asked to read it and the one after it. */
export async function* askedParts(path: string, reader: Dialogue): AsyncGenerator<FilePart, void, undefined> {
  const ahead: FilePart[] = [];
  for await (const part of filePartsOf(path, PART_LINES)) {
    reader.ask({ kind: "read", part });
    ahead.push(part);
    if (ahead.length >= PARTS_AHEAD) yield* ahead.splice(0, 1);
  }
  yield* ahead;
}
