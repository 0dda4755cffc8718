import type { protos } from "@google-cloud/logging-api";
import { MINUTE, SECOND, toIso } from "../../../shared/time.ts";
import { plural } from "../../../shared/words.ts";
import type { SourceBatch, SourceContext } from "../source.ts";
import { backoffMs } from "./backoff.ts";
import { type ClientSettings, type LoggingClient, openLoggingClient } from "./client.ts";
import { loggingFault } from "./fault.ts";
import { restEntry } from "./rest-entry.ts";
import { openTail } from "./tail-stream.ts";
import { untilAborted } from "./until-aborted.ts";

type TailResponse = protos.google.logging.v2.ITailLogEntriesResponse;

export type TailSettings = ClientSettings & { project: string; filter: string };

/** A stream that lived this long ended in order (Google ends each within an hour): the next one is opened at once. */
const LONG_LIVED = MINUTE;
/** Google allows ten streams a project, so a refusal may last. */
const REFUSED = { baseMs: 30 * SECOND, maxMs: 5 * MINUTE };

/**
 * Entries as they arrive, in batches without a cursor, over one stream after the other. What a stream does not bring (it
 * broke, or Google held entries back) is not lost: the sweep by `receiveTimestamp` beside it reads the same time again.
 * `tell` hears in a sentence how the stream is. Returns when the signal is aborted.
 */
export async function* tailCloudLogging(
  settings: TailSettings,
  context: Omit<SourceContext, "report" | "cursor">,
  tell: (note: string) => void,
): AsyncGenerator<SourceBatch> {
  let client: LoggingClient | undefined;
  try {
    for (let failures = 0; !context.signal.aborted; ) {
      const openedAt = context.now();
      let error: unknown = new Error("the server ended it");
      try {
        client ??= await untilAborted(openLoggingClient(settings), context.signal);
        tell(`The live stream is open since ${toIso(openedAt)}.`);
        for await (const responses of openTail(client, settings, context.signal)) {
          failures = 0;
          noteSuppression(responses, context.now(), tell);
          const batch = batchOf(responses);
          if (batch.values.length > 0) yield batch;
        }
      } catch (thrown) {
        error = thrown;
      }
      if (context.signal.aborted) return;
      failures = context.now() - openedAt >= LONG_LIVED ? 0 : failures + 1;
      const waitMs = pauseAfter(error, settings.project, failures, context.random(), tell);
      if (failures > 2) {
        await client?.close().catch(() => undefined);
        client = undefined;
      }
      await context.sleep(waitMs);
    }
  } finally {
    await client?.close().catch(() => undefined);
  }
}

function batchOf(responses: TailResponse[]): SourceBatch {
  const entries = responses.flatMap((response) => response.entries ?? []);
  return { values: entries.map((entry, i) => ({ line: i + 1, value: restEntry(entry) })), rejections: [], gaps: [] };
}

/** Why Google held entries back, by its reason. */
const HELD_BACK: Record<string, string> = {
  RATE_LIMIT: "more came than Google streams (60,000 a minute)",
  NOT_CONSUMED: "Plumbline could not take them fast enough",
  REASON_UNSPECIFIED: "without a reason",
};

function noteSuppression(responses: TailResponse[], now: number, tell: (note: string) => void): void {
  const infos = responses.flatMap((response) => response.suppressionInfo ?? []);
  const count = infos.reduce((sum, { suppressedCount }) => sum + (suppressedCount ?? 0), 0);
  if (infos.length === 0) return;
  const reason = String(infos.at(-1)?.reason ?? "REASON_UNSPECIFIED");
  const held = plural(count, "entry", "entries");
  tell(
    `Google held back at least ${held} from the live stream at ${toIso(now)} (${HELD_BACK[reason] ?? reason}); the polls read them.`,
  );
}

/** Tells why the stream ended, and gives how long to wait before the next one, in milliseconds. */
function pauseAfter(
  error: unknown,
  project: string,
  failures: number,
  random: number,
  tell: (note: string) => void,
): number {
  const fault = loggingFault(error, project);
  if (failures === 0) return 0;
  const range = fault.isLasting || fault.kind === "throttled" ? REFUSED : fault.backoff;
  const waitMs = backoffMs(failures, range, random);
  tell(
    `The live stream ended (${fault.sentence}) and is opened again in ${Math.ceil(waitMs / SECOND)} s; meanwhile the polls read everything.`,
  );
  return waitMs;
}
