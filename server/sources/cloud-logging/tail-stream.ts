import type { protos } from "@google-cloud/logging-api";
import type { LoggingClient } from "./client.ts";

type TailResponse = protos.google.logging.v2.ITailLogEntriesResponse;

/** How long Google gathers entries to order them before it sends them. */
const BUFFER_WINDOW = { seconds: 1 };
/** So many entries are handed on at once, where so many wait. */
const BATCH_ENTRIES = 2000;

/**
 * What one stream of entries.tail brings: the responses that wait, again and again, until the server ends it or the
 * signal is aborted. What is not asked for stays with the server. Rejects with the stream's error.
 */
export async function* openTail(
  client: LoggingClient,
  { project, filter }: { project: string; filter: string },
  signal: AbortSignal,
): AsyncGenerator<TailResponse[]> {
  const stream = client.tailLogEntries();
  let isEnded = false;
  let failure: unknown;
  let wake: () => void = () => undefined;
  stream.on("readable", () => wake());
  stream.on("error", (error: unknown) => {
    failure ??= error;
    wake();
  });
  for (const event of ["end", "close"]) {
    stream.on(event, () => {
      isEnded = true;
      wake();
    });
  }
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    stream.write({ resourceNames: [`projects/${project}`], filter, bufferWindow: BUFFER_WINDOW });
    while (!signal.aborted) {
      const responses = takeWaiting(stream);
      if (responses.length > 0) yield responses;
      else if (failure !== undefined) throw failure;
      else if (isEnded) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (signal.aborted || isEnded || failure !== undefined || stream.readableLength > 0) resolve();
        });
      }
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    stream.cancel();
  }
}

function takeWaiting(stream: { read: () => TailResponse | null }): TailResponse[] {
  const responses: TailResponse[] = [];
  for (let entries = 0; entries < BATCH_ENTRIES; ) {
    const response = stream.read();
    if (response === null) break;
    responses.push(response);
    entries += response.entries?.length ?? 0;
  }
  return responses;
}
