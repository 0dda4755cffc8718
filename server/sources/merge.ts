import type { SourceBatch } from "./source.ts";

type Batches = AsyncGenerator<SourceBatch>;

/**
 * The batches of several readers as they come, each reader's in its own order and none of them left waiting by another.
 * One batch of each is read ahead. Ends when all have ended, throws what any of them throws.
 */
export async function* mergeBatches(readers: readonly Batches[]): Batches {
  const pending = new Map(readers.map((reader) => [reader, nextOf(reader)]));
  try {
    while (pending.size > 0) {
      const { reader, result } = await Promise.race(pending.values());
      // To the end of the line: of two that are ready, the one that waited longer comes first.
      pending.delete(reader);
      if (result.done === true) continue;
      pending.set(reader, nextOf(reader));
      yield result.value;
    }
  } finally {
    for (const reader of pending.keys()) reader.return(undefined).catch(() => undefined);
  }
}

async function nextOf(reader: Batches): Promise<{ reader: Batches; result: IteratorResult<SourceBatch> }> {
  return { reader, result: await reader.next() };
}
