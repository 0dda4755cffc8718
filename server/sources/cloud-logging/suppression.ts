import type { protos } from "@google-cloud/logging-api";
import type { SourceGap } from "../../../shared/gap.ts";
import { SECOND, toIso } from "../../../shared/time.ts";
import { formatTime, plural } from "../../../shared/words.ts";
import type { SourceContext } from "../source.ts";

type TailResponse = protos.google.logging.v2.ITailLogEntriesResponse;

/** Google says it again with each answer while it lasts; after this long without a word it is over. */
const QUIET = 30 * SECOND;

/** Why Google held entries back, by its reason. */
const HELD_BACK: Record<string, string> = {
  RATE_LIMIT: "more came than Google streams (60,000 a minute)",
  NOT_CONSUMED: "Plumbline could not take them fast enough",
  REASON_UNSPECIFIED: "without a reason",
};

export type Suppression = {
  /** Looks at what came; `since` is when something came the last time before, milliseconds since 1970. */
  see: (responses: readonly TailResponse[], since: number) => Promise<void>;
  /** Ends what is open: nobody listens any more. */
  stop: () => Promise<void>;
};

/** Makes one gap of what Google held back from a live stream until it was quiet for half a minute, with the number of entries. */
export function createSuppression(
  { noteGap, now, sleep, signal }: Pick<SourceContext, "noteGap" | "now" | "sleep" | "signal">,
  tell: (note: string) => void,
): Suppression {
  let open: (SourceGap & { suppressed: number }) | undefined;
  let lastAt = 0;
  const stop = async () => {
    if (open === undefined) return;
    const ended = { ...open, to: toIso(lastAt) };
    open = undefined;
    await noteGap(ended);
  };
  const stopWhenQuiet = async () => {
    while (!signal.aborted && open !== undefined && now() - lastAt < QUIET) await sleep(QUIET - (now() - lastAt));
    await stop();
  };
  return {
    stop,
    see: async (responses, since) => {
      const infos = responses.flatMap((response) => response.suppressionInfo ?? []);
      if (infos.length === 0) return;
      lastAt = now();
      const count = infos.reduce((sum, { suppressedCount }) => sum + (suppressedCount ?? 0), 0);
      const said = String(infos.at(-1)?.reason ?? "REASON_UNSPECIFIED");
      const why = HELD_BACK[said] ?? said;
      tell(
        `Google held back at least ${plural(count, "entry", "entries")} from the live stream at ${formatTime(lastAt)} (${why}); the polls read them.`,
      );
      if (open !== undefined) {
        open.suppressed += count;
        return;
      }
      const reason = `Google held entries back from the live stream: ${why}`;
      open = { kind: "suppression", from: toIso(since), to: null, reason, suppressed: count, filler: "list" };
      await noteGap(open);
      // Whoever stops the stream stops this too.
      stopWhenQuiet().catch(() => undefined);
    },
  };
}
