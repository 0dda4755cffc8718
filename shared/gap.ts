import { z } from "zod";
import { formatCount, formatTime, plural } from "./words.ts";

/** Why entries of a source may be missing for a while, each with the words for a table. */
export const GAP_KINDS = {
  disconnect: "Connection lost",
  throttling: "Quota used up",
  suppression: "Held back by Google",
  restart: "Nobody read",
  pause: "Paused by a person",
  retention: "Older than the origin keeps",
} as const satisfies Record<string, string>;
export type GapKind = keyof typeof GAP_KINDS;
const GAP_KIND_NAMES = ["disconnect", "throttling", "suppression", "restart", "pause", "retention"] as const;

/**
 * Who can still bring what is missing: a list of the same time, files that are still there, senders that try again, or
 * nobody.
 */
export const GAP_FILLERS = ["list", "files", "senders", "nobody"] as const;
export type GapFiller = (typeof GAP_FILLERS)[number];

/** A stretch of time in which entries may be missing. Times are RFC 3339 in UTC with milliseconds. */
export const gapSchema = z.object({
  from: z.string(),
  /** Null while it lasts. */
  to: z.string().nullable(),
  reason: z.string(),
  id: z.string().optional(),
  source: z.string().optional(),
  kind: z.enum(GAP_KIND_NAMES).optional(),
  /** How many entries the origin said it held back, at least; null where it said nothing. */
  suppressed: z.number().int().nullable().optional(),
  filler: z.enum(GAP_FILLERS).optional(),
  /** When and by what everything of the stretch was read after all; null while it was not. */
  filledAt: z.string().nullable().optional(),
  filledBy: z.string().nullable().optional(),
});
export type Gap = z.infer<typeof gapSchema>;

/** A gap as it is kept, with nothing left out. `revision` grows with every change of it. */
export type StoredGap = { [Key in keyof Gap]-?: Exclude<Gap[Key], undefined> } & { revision: number };

/** What a source knows of a gap; the same kind and `from` is the same gap. */
export type SourceGap = {
  kind: GapKind;
  from: string;
  to: string | null;
  reason: string;
  suppressed?: number;
  filler: GapFiller;
};

/** The name of what fills a gap by itself. */
export const FILLED_BY = { list: "the polls", files: "reading the files on" } as const;

/** `open` while it lasts, `filled` once all of it was read after all, `ended` in between. */
export function gapState({ to, filledAt }: Pick<Gap, "to" | "filledAt">): "open" | "ended" | "filled" {
  if (filledAt != null) return "filled";
  return to === null ? "open" : "ended";
}

/** Whether the gap is filled, and what there is to know about that; a sentence without a full stop. */
export function fillInWords({ to, filledAt, filledBy, filler }: Gap): string {
  if (filledAt != null) return `filled by ${filledBy ?? "reading it again"} at ${formatTime(Date.parse(filledAt))}`;
  if (filler === "senders") return "senders that try again bring it, which cannot be verified from here";
  if (filler === "nobody") return "nothing can fill it";
  if (filler === undefined) return "not filled";
  return to === null
    ? `${FILLED_BY[filler]} will fill it once it ends`
    : `not filled yet; ${FILLED_BY[filler]} will do that`;
}

/** The source and the reason of a gap, with the number of entries that the origin held back. */
export function gapInWords({ source, reason, suppressed }: Gap): string {
  const held = suppressed == null ? "" : ` (at least ${plural(suppressed, "entry", "entries")})`;
  return `${source === undefined ? "" : `${source}: `}${reason}${held}`;
}

/** `3 gaps: 2 filled, 1 not filled.` */
export function gapsInWords(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return "No gap in the entries is known.";
  const filled = gaps.filter(({ filledAt }) => filledAt != null).length;
  const open = gaps.length - filled;
  const parts = [filled > 0 ? `${formatCount(filled)} filled` : "", open > 0 ? `${formatCount(open)} not filled` : ""];
  return `${plural(gaps.length, "gap")}: ${parts.filter((part) => part !== "").join(", ")}.`;
}
