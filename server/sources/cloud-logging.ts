import type { JsonObject } from "../../shared/json.ts";
import { SECOND } from "../../shared/time.ts";
import type { ClientSettings } from "./cloud-logging/client.ts";
import { type Connection, createConnection } from "./cloud-logging/connection.ts";
import { type LogPage, listPage } from "./cloud-logging/list-page.ts";
import { createPace, type Pace } from "./cloud-logging/pace.ts";
import { idleSentence, type Position, progressOf, readingSentence } from "./cloud-logging/progress.ts";
import { tailCloudLogging } from "./cloud-logging/tail.ts";
import {
  afterPage,
  filterOf,
  nextWindow,
  openCursor,
  type SweepCursor,
  type SweepSettings,
  type Window,
  withoutToken,
} from "./cloud-logging/window.ts";
import { mergeBatches } from "./merge.ts";
import type { Source, SourceBatch, SourceContext, SourceStatus } from "./source.ts";

export type CloudLoggingSettings = ClientSettings &
  SweepSettings & {
    name?: string | undefined;
    project: string;
    requestsPerMinute: number;
    pollSeconds: number;
    /** Whether to follow the live stream too. */
    tail: boolean;
  };

/** Cloud Logging as a source; its name does not hang on the filter, so that its cursor outlives a change of that. */
export function cloudLoggingSource(settings: CloudLoggingSettings, paces: ReadonlyMap<string, Pace>): Source {
  const pace = paces.get(settings.project) ?? createPace(settings.requestsPerMinute);
  return {
    name: settings.name ?? `cloud-logging ${settings.project}`,
    kind: "cloud-logging",
    isShared: true,
    reads: (context) => readCloudLogging(settings, pace, context),
  };
}

/** The sweep alone, or with the live stream beside it: both say how they are in one sentence after the other. */
export function readCloudLogging(
  settings: CloudLoggingSettings,
  pace: Pace,
  context: SourceContext,
): AsyncGenerator<SourceBatch> {
  if (!settings.tail) return sweepCloudLogging(settings, pace, context);
  let [status, note]: [SourceStatus, string] = [{ state: "reading", detail: "" }, ""];
  const tell = () => context.report({ ...status, detail: `${status.detail} ${note}`.trim() });
  const report = (said: SourceStatus) => {
    status = said;
    tell();
  };
  const onNote = (said: string) => {
    note = said;
    tell();
  };
  return mergeBatches([
    sweepCloudLogging(settings, pace, { ...context, report }),
    tailCloudLogging(settings, context, onNote),
  ]);
}

/**
 * What Cloud Logging received for a project, again and again: windows of `receiveTimestamp` that overlap, a page of up to
 * 1,000 entries a batch, at the shared pace of the project's quota. Entries come in the spelling of REST, some of them more
 * than once; the cursor of a batch is right once the batch is stored. Never throws for what Google answers: that is
 * reported and tried again. Returns when the signal is aborted.
 */
async function* sweepCloudLogging(
  settings: CloudLoggingSettings,
  pace: Pace,
  context: SourceContext,
): AsyncGenerator<SourceBatch> {
  const { cursor: opened, gap } = openCursor(context.cursor, context.now(), settings);
  if (gap !== undefined) yield { ...batchOf([], opened), gaps: [gap] };
  const connection = createConnection(settings, context);
  const begun = { position: opened.sweptTo, at: context.now() };
  try {
    for (let cursor = opened; !context.signal.aborted; ) {
      const window = cursor.window ?? nextWindow(cursor, context.now(), settings);
      const filter = filterOf(window, settings);
      const page = await readPage({ settings, pace, context, connection }, window, filter);
      if (page === undefined) return;
      if (page === "token-lost") {
        cursor = { ...cursor, window: withoutToken(window) };
        continue;
      }
      cursor = afterPage(cursor, window, page);
      yield batchOf(page.entries, cursor);
      await tell({ position: positionOf(cursor, page), begun }, { cursor, window, filter }, settings, context);
    }
  } finally {
    await connection.close();
  }
}

function batchOf(entries: JsonObject[], cursor: SweepCursor): SourceBatch {
  const values = entries.map((value, index) => ({ line: index + 1, value }));
  // Through JSON: what is undefined in the cursor is absent in the database too.
  return { values, rejections: [], gaps: [], cursor: JSON.parse(JSON.stringify(cursor)) };
}

type Reading = { settings: CloudLoggingSettings; pace: Pace; context: SourceContext; connection: Connection };

/** The next page; undefined when the source is being stopped, `token-lost` when the window must be begun anew. */
async function readPage(
  { settings, pace, context, connection }: Reading,
  window: Window,
  filter: string,
): Promise<LogPage | "token-lost" | undefined> {
  const { pageToken } = window;
  try {
    return await connection.patiently(
      async (client) => {
        await context.sleep(pace.waitMs(context.now()));
        return listPage(client, { project: settings.project, filter, pageToken });
      },
      // Tokens live for a day, and only for the query that they came from.
      (fault) => fault.kind === "bad-request" && pageToken !== undefined,
    );
  } catch {
    return "token-lost";
  }
}

/** Within a window entries come by their own time; late ones are older than the window. */
function positionOf({ sweptTo, window }: SweepCursor, { lastEntryAt }: LogPage): number {
  if (window === undefined) return sweptTo;
  return Math.min(Math.max(lastEntryAt ?? window.from, window.from), window.to);
}

type Swept = { cursor: SweepCursor; window: Window; filter: string };

/** Reports how far it is; pauses where all there was has been read. */
async function tell(
  position: Position,
  { cursor, window, filter }: Swept,
  { pollSeconds, overlapSeconds }: CloudLoggingSettings,
  context: SourceContext,
): Promise<void> {
  const now = context.now();
  const isCaughtUp = cursor.window === undefined && window.to >= now - pollSeconds * SECOND;
  // What lies within the overlap is read once more, for entries that could be seen only late.
  const facts = { sent: filter, coveredTo: cursor.sweptTo - overlapSeconds * SECOND };
  if (!isCaughtUp) {
    const progress = progressOf(position, now);
    return context.report({ state: "reading", detail: readingSentence(progress, now), progress, ...facts });
  }
  const progress = { from: position.begun.position, readTo: window.to };
  context.report({ state: "idle", detail: idleSentence(window.to, pollSeconds), progress, ...facts });
  await context.sleep(pollSeconds * SECOND);
}
