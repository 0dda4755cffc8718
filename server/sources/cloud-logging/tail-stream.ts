import type { protos } from "@google-cloud/logging-api";
import { SECOND } from "../../../shared/time.ts";
import type { SourceContext } from "../source.ts";
import type { LoggingClient } from "./client.ts";

type TailResponse = protos.google.logging.v2.ITailLogEntriesResponse;

/** How long Google gathers entries to order them before it sends them. */
const BUFFER_WINDOW = { seconds: 1 };
/** So many entries are handed on at once, where so many wait. */
const BATCH_ENTRIES = 2000;

/** A stream that is not refused within this time is open, though it may have nothing to bring for long. */
const PROVEN_MS = 5 * SECOND;

/**
 * What one stream of entries.tail brings: the responses that wait, again and again, until the server ends it or the
 * signal is aborted; nothing, once, when the stream is known to be open. What is not asked for stays with the server.
 * Rejects with the stream's error.
 */
export async function* openTail(
  client: LoggingClient,
  { project, filter }: { project: string; filter: string },
  { signal, sleep }: Pick<SourceContext, "signal" | "sleep">,
): AsyncGenerator<TailResponse[]> {
  const stream = client.tailLogEntries();
  let isEnded = false;
  let isProven = false;
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
  sleep(PROVEN_MS).then(() => {
    isProven = !isEnded && failure === undefined;
    wake();
  });
  signal.addEventListener("abort", onAbort);
  try {
    stream.write({ resourceNames: [`projects/${project}`], filter, bufferWindow: BUFFER_WINDOW });
    while (!signal.aborted) {
      const responses = takeWaiting(stream);
      if (responses.length > 0) yield responses;
      else if (failure !== undefined) throw failure;
      else if (isEnded) return;
      else if (isProven) {
        isProven = false;
        yield [];
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (signal.aborted || isEnded || isProven || failure !== undefined || stream.readableLength > 0) resolve();
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
