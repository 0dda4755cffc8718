import type { StoredGap } from "../shared/gap.ts";
import { SECOND, toIso } from "../shared/time.ts";
import { gapMessagesOf } from "./gap-messages-of.ts";
import { withTransaction } from "./lib/database.ts";
import { messageOf } from "./lib/errors.ts";
import { type Run, type SourceSettings, statusOf } from "./source-run.ts";
import { endOpenGaps, noteGap } from "./store/gaps.ts";
import { beginRun, noteRun } from "./store/source-runs.ts";
import { readCursor } from "./store/sources.ts";

/** How often whoever reads says that it lives and how far it is; by the real clock. */
const HEARTBEAT_MS = 5 * SECOND;
/** A silence of the reader that is longer than two heartbeats is a gap; a shorter one is within the rhythm of polling. */
const MIN_SILENCE = 2 * HEARTBEAT_MS;

export type Start = { cursor: Awaited<ReturnType<typeof readCursor>> };

/** Says that reading begins, writes down for how long nobody read, and gives where to read on. */
export async function begin(run: Run, { pool, config, clock }: SourceSettings): Promise<Start> {
  const { name, isShared } = run.source;
  const now = clock.now();
  const before = await beginRun(pool, name, now);
  const announce = (gap: StoredGap) => gapMessagesOf(gap, config, now);
  run.mayFill = true;
  // Files stay where they are while nobody reads; a stream and a list that is kept for a time do not.
  if (isShared) {
    await withTransaction(pool, async (client) => {
      await endOpenGaps(client, name, now, announce);
      if (before === undefined || now - before < MIN_SILENCE) return;
      const times = { from: toIso(before), to: toIso(now) };
      await noteGap(client, name, { kind: "restart", ...times, reason: NOBODY_READ, filler: "list" }, announce);
    });
  }
  return { cursor: await readCursor(pool, name) };
}

const NOBODY_READ = "no Plumbline read this source: none ran, or none reached it";

/** Says every few seconds that the source lives and how far it is; gives what ends that with a last word. */
export function startBeating(run: Run, { pool, clock, log }: SourceSettings): () => Promise<void> {
  const beat = () => noteRun(pool, run.source.name, statusOf(run), clock.now());
  const quietly = () =>
    beat().catch((error) => log.debug(`source ${run.source.name} could not say how it is`, { err: messageOf(error) }));
  let last = quietly();
  const timer = setInterval(() => {
    last = last.then(quietly);
  }, HEARTBEAT_MS);
  return async () => {
    clearInterval(timer);
    await last;
    await quietly();
  };
}
