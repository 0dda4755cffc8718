import type { SourceBatch } from "./source.ts";

type Batches = AsyncGenerator<SourceBatch>;

/**
 * The batches of several readers as they come, each reader's in its own order and none of them left waiting by another.
 * A reader is asked for its next batch once its last one was taken and done with. Ends when all have ended, throws what
 * any of them throws.
 */
export async function* mergeBatches(readers: readonly Batches[]): Batches {
  const pending = new Map(readers.map((reader) => [reader, nextOf(reader)]));
  try {
    while (pending.size > 0) {
      const { reader, result } = await Promise.race(pending.values());
      pending.delete(reader);
      if (result.done === true) continue;
      yield result.value;
      // To the end of the line: of two that are ready, the one that waited longer comes first.
      pending.set(reader, nextOf(reader));
    }
  } finally {
    // What is under way ends by its own signal; nobody waits for it here.
    for (const reader of readers) reader.return(undefined).catch(() => undefined);
    for (const next of pending.values()) next.catch(() => undefined);
  }
}

async function nextOf(reader: Batches): Promise<{ reader: Batches; result: IteratorResult<SourceBatch> }> {
  return { reader, result: await reader.next() };
}
