import type { SourceBatch } from "./source.ts";

type Batches = AsyncGenerator<SourceBatch>;

/**
 * The batches of several readers as they come, each reader's in its own order and none of them left waiting by another.
 * A reader is asked for its next batch once its last one was taken and done with. Ends when all have ended, throws what
 * any of them throws. Holds no batch that was taken, however long a reader has nothing to say.
 */
export async function* mergeBatches(readers: readonly Batches[]): Batches {
  // No race of promises: each one that loses keeps what won, until it settles itself.
  const answers: Answer[] = [];
  let wake: () => void = () => undefined;
  const ask = (reader: Batches) =>
    void answerOf(reader).then((answer) => {
      answers.push(answer);
      wake();
    });
  for (const reader of readers) ask(reader);
  try {
    for (let reading = readers.length; reading > 0; ) {
      const answer = answers.shift();
      if (answer === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if ("error" in answer) throw answer.error;
      if (answer.result.done === true) {
        reading -= 1;
        continue;
      }
      yield answer.result.value;
      // To the end of the line: of two that are ready, the one that waited longer comes first.
      ask(answer.reader);
    }
  } finally {
    // What is under way ends by its own signal; nobody waits for it here.
    for (const reader of readers) reader.return(undefined).catch(() => undefined);
  }
}

type Answer = { reader: Batches; result: IteratorResult<SourceBatch> } | { error: unknown };

async function answerOf(reader: Batches): Promise<Answer> {
  try {
    return { reader, result: await reader.next() };
  } catch (error) {
    return { error };
  }
}
