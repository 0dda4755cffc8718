import { availableParallelism } from "node:os";
import { type Dialogue, startReading } from "./file-dialogue.ts";
import type { FileTask } from "./file-protocol.ts";
import { type FilePart, filePartsOf } from "./sources/file-parts.ts";

/** A part of a file and the thread that reads it. */
export type ReadPart = { reader: Dialogue; part: FilePart };

export type FileReaders = {
  /** The parts of the file in order, each as soon as it is asked for; further ones are being read meanwhile. */
  parts: () => AsyncGenerator<ReadPart, void, undefined>;
  /** Stops all threads: what is asked of them ends. */
  stop: () => Promise<void>;
};

/** Lines of a part: one transaction's worth. Larger ones cost the database less for each, and more memory. */
const PART_LINES = 28_000;
/** A second one makes two cores no faster, as these have the database to run too, and takes sixty megabytes. */
const MAX_READERS = 1;
/** Parts that a thread knows of, with the one that it reads. */
const PARTS_AHEAD = 2;

/** Threads that read parts of a file in turns, no more than it has parts. */
export function startReaders(task: FileTask): FileReaders {
  const readers: Dialogue[] = [];
  const most = Math.min(MAX_READERS, availableParallelism());
  let count = 0;
  const given = (part: FilePart): ReadPart => {
    const turn = count++ % most;
    const reader = readers[turn] ?? startReading(task);
    readers[turn] = reader;
    reader.ask({ kind: "read", part });
    return { reader, part };
  };
  async function* parts(): AsyncGenerator<ReadPart, void, undefined> {
    const ahead: ReadPart[] = [];
    for await (const part of filePartsOf(task.path, PART_LINES)) {
      ahead.push(given(part));
      if (ahead.length >= most * PARTS_AHEAD) yield* ahead.splice(0, 1);
    }
    yield* ahead;
  }
  return {
    parts,
    stop: async () => {
      await Promise.all(readers.map((reader) => reader.stop()));
    },
  };
}
