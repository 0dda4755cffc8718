import type { SourceGap, StoredGap } from "../shared/gap.ts";
import { gapMessagesOf } from "./gap-messages-of.ts";
import { messageOf } from "./lib/errors.ts";
import { type Run, type SourceSettings, setStatus } from "./source-run.ts";
import type { SourceStatus } from "./sources/source.ts";
import { fillGaps, recordGap } from "./store/gaps.ts";
import { type Patience, patiently } from "./store-patiently.ts";

/** Takes what a source says of itself; gaps that it has read up to are filled by that. */
export function hear(run: Run, { pool, config, log, clock }: SourceSettings, status: SourceStatus): void {
  const now = clock.now();
  setStatus(run, log, status, now);
  const { coveredTo } = status;
  if (!run.mayFill || coveredTo === undefined) return;
  run.mayFill = false;
  fillGaps(pool, { source: run.source.name, coveredTo, now }, (gap) => gapMessagesOf(gap, config, now)).then(
    (left) => {
      run.mayFill ||= left > 0;
    },
    (error) => {
      run.mayFill = true;
      log.debug("gaps could not be marked as filled and are tried again", { err: messageOf(error) });
    },
  );
}

/** Stores a gap with the messages of it, however long the database is away; once at least while the source is stopped. */
export async function note(run: Run, settings: SourceSettings, gap: SourceGap, patience: Patience): Promise<void> {
  const { pool, config, clock, log } = settings;
  const announce = (stored: StoredGap) => gapMessagesOf(stored, config, clock.now());
  const write = () => recordGap(pool, run.source.name, gap, announce);
  if (patience.signal.aborted)
    await write().catch((error) => log.debug("a gap was not stored", { err: messageOf(error) }));
  else await patiently(write, patience);
  run.waiting = undefined;
  run.mayFill = true;
}
