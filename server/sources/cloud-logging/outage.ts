import type { GapKind, SourceGap } from "../../../shared/gap.ts";
import { toIso } from "../../../shared/time.ts";
import type { SourceContext } from "../source.ts";

type Writer = Pick<SourceContext, "noteGap" | "now">;

/** A stretch in which one of the ways to Cloud Logging brings nothing, from its first failure to the next success. */
export type Outage = {
  /** It failed: a stretch begins at `from` (milliseconds since 1970) where none is open; its first reason holds. */
  failed: (kind: GapKind, reason: string, from: number) => Promise<void>;
  /** It works since `to`, milliseconds since 1970, default now. */
  over: (to?: number) => Promise<void>;
};

/** Writes stretches down as gaps that a list of the same time fills. */
export function createOutage({ noteGap, now }: Writer): Outage {
  let open: SourceGap | undefined;
  return {
    failed: async (kind, reason, from) => {
      if (open !== undefined) return;
      open = { kind, from: toIso(from), to: null, reason, filler: "list" };
      await noteGap(open);
    },
    over: async (to = now()) => {
      if (open === undefined) return;
      const ended = { ...open, to: toIso(to) };
      open = undefined;
      await noteGap(ended);
    },
  };
}
