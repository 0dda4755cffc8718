import type { protos } from "@google-cloud/logging-api";
import { MINUTE, SECOND } from "../../../shared/time.ts";
import { formatTime } from "../../../shared/words.ts";
import { untilAborted } from "../../lib/until-aborted.ts";
import type { SourceBatch, SourceContext } from "../source.ts";
import { backoffMs } from "./backoff.ts";
import { type ClientSettings, type LoggingClient, openLoggingClient } from "./client.ts";
import { loggingFault } from "./fault.ts";
import { createOutage, type Outage } from "./outage.ts";
import { restEntry } from "./rest-entry.ts";
import { createSuppression, type Suppression } from "./suppression.ts";
import { openTail } from "./tail-stream.ts";

type TailResponse = protos.google.logging.v2.ITailLogEntriesResponse;

export type TailSettings = ClientSettings & { project: string; filter: string };

/** A stream that lived this long ended in order (Google ends each within an hour): the next one is opened at once. */
const LONG_LIVED = MINUTE;
/** Google allows ten streams a project, so a refusal may last. */
const REFUSED = { baseMs: 30 * SECOND, maxMs: 5 * MINUTE };
/** A connection that died without a word is found within this time, see `KEEPALIVE` of the client. */
const SILENT_DEATH = 40 * SECOND;

/**
 * Entries as they arrive, in batches without a cursor, over one stream after the other. What a stream does not bring (it
 * broke, or Google held entries back) is a gap, and is not lost: the sweep by `receiveTimestamp` beside it reads the same
 * time again. `tell` hears in a sentence how the stream is. Returns when the signal is aborted.
 */
export async function* tailCloudLogging(
  settings: TailSettings,
  context: Omit<SourceContext, "report" | "cursor">,
  tell: (note: string) => void,
): AsyncGenerator<SourceBatch> {
  const outage = createOutage(context);
  const suppression = createSuppression(context, tell);
  let client: LoggingClient | undefined;
  try {
    for (let failures = 0; !context.signal.aborted; ) {
      const stream: Stream = { openedAt: context.now(), heardAt: context.now(), fault: undefined };
      try {
        client ??= await untilAborted(openLoggingClient(settings), context.signal);
        stream.openedAt = stream.heardAt = context.now();
        tell(`The live stream is open since ${formatTime(stream.openedAt)}.`);
        for await (const responses of openTail(client, settings, context)) {
          failures = 0;
          await hear(responses, stream, { outage, suppression }, context.now());
          const batch = batchOf(responses);
          if (batch.values.length > 0) yield batch;
        }
      } catch (thrown) {
        stream.fault = thrown;
      }
      if (context.signal.aborted) return;
      const endedAt = context.now();
      failures = endedAt - stream.openedAt >= LONG_LIVED ? 0 : failures + 1;
      const { waitMs, reason, isThrottled } = endOf(stream.fault, settings.project, failures, context.random());
      if (failures > 0)
        tell(`${reason} and is opened again in ${Math.ceil(waitMs / SECOND)} s; meanwhile the polls read everything.`);
      // One that ended in order is open again within the second.
      if (failures > 0 || stream.fault !== undefined) {
        const from = stream.fault === undefined ? endedAt : Math.max(stream.heardAt, endedAt - SILENT_DEATH);
        await outage.failed(isThrottled ? "throttling" : "disconnect", reason, from);
      }
      if (failures > 2) {
        await client?.close().catch(() => undefined);
        client = undefined;
      }
      await context.sleep(waitMs);
    }
  } finally {
    await suppression.stop();
    await client?.close().catch(() => undefined);
  }
}

/** One stream: when it was opened, when it last brought something (milliseconds since 1970), and why it broke. */
type Stream = { openedAt: number; heardAt: number; fault: unknown };

async function hear(
  responses: readonly TailResponse[],
  stream: Stream,
  { outage, suppression }: { outage: Outage; suppression: Suppression },
  now: number,
): Promise<void> {
  await outage.over(stream.openedAt);
  await suppression.see(responses, stream.heardAt);
  stream.heardAt = now;
}

function batchOf(responses: TailResponse[]): SourceBatch {
  const entries = responses.flatMap((response) => response.entries ?? []);
  return { values: entries.map((entry, i) => ({ line: i + 1, value: restEntry(entry) })), rejections: [], gaps: [] };
}

/** Why the stream ended, and how long to wait before the next one, in milliseconds. */
function endOf(
  error: unknown,
  project: string,
  failures: number,
  random: number,
): { waitMs: number; reason: string; isThrottled: boolean } {
  const fault = loggingFault(error ?? new Error("the server ended it"), project);
  const isThrottled = fault.kind === "throttled";
  const range = fault.isLasting || isThrottled ? REFUSED : fault.backoff;
  const waitMs = failures === 0 ? 0 : backoffMs(failures, range, random);
  return { waitMs, reason: `The live stream ended (${fault.sentence})`, isThrottled };
}
