import { z } from "zod";
import type { SourceGap } from "../../../shared/gap.ts";
import type { Json } from "../../../shared/json.ts";
import { DAY, HOUR, MINUTE, SECOND, toIso } from "../../../shared/time.ts";

/** Where a sweep reads on. Times are milliseconds since 1970 of `receiveTimestamp`. */
const cursorSchema = z.object({
  version: z.literal(1),
  /** All that was received before was read. */
  sweptTo: z.number(),
  /** When Google received the newest entry that was read. */
  newestReceivedAt: z.number(),
  /** The window that is being read, and when it was begun; absent between two windows. */
  window: z
    .object({
      from: z.number(),
      to: z.number(),
      begunAt: z.number(),
      /** The token of its next page. */
      pageToken: z.string().optional(),
      /** The time that the last entry of its last page states. */
      statedTo: z.number().optional(),
      /** A token was lost after entries had been read up to this stated time: the pages begin there. */
      statedFrom: z.number().optional(),
    })
    .optional(),
});
export type SweepCursor = z.infer<typeof cursorSchema>;
export type Window = NonNullable<SweepCursor["window"]>;

export type SweepSettings = {
  filter: string;
  backfillMinutes: number;
  overlapSeconds: number;
  lateHours: number;
};

/** At most this much is read as one window, so that a lost page token costs little. */
const MAX_WINDOW = HOUR;
/** How far ahead of Google's clock ours may be before an entry could be missed; signing in fails beyond that anyway. */
const MAX_CLOCK_ERROR = 5 * MINUTE;
/** How long Cloud Logging keeps entries unless told otherwise. https://cloud.google.com/logging/quotas */
const RETENTION = 30 * DAY;

/**
 * Where to begin: at the stored cursor, or `backfillMinutes` ago where there is none that can be read. `gap` is what
 * happened during a pause longer than Cloud Logging keeps entries.
 */
export function openCursor(
  stored: Json | undefined,
  now: number,
  { backfillMinutes }: Pick<SweepSettings, "backfillMinutes">,
): { cursor: SweepCursor; gap?: SourceGap } {
  const parsed = cursorSchema.safeParse(stored);
  if (!parsed.success) {
    return { cursor: { version: 1, sweptTo: now - backfillMinutes * MINUTE, newestReceivedAt: 0 } };
  }
  const oldest = now - RETENTION;
  if (parsed.data.sweptTo >= oldest) return { cursor: parsed.data };
  return {
    cursor: { version: 1, sweptTo: oldest, newestReceivedAt: parsed.data.newestReceivedAt },
    gap: {
      kind: "retention",
      from: toIso(parsed.data.sweptTo),
      to: toIso(oldest),
      reason: "Plumbline did not read for longer than Cloud Logging keeps entries (30 days)",
      filler: "nobody",
    },
  };
}

/** The window to read next: from a little before the end of the last one, so that late entries are found, up to now. */
export function nextWindow(cursor: SweepCursor, now: number, { overlapSeconds }: SweepSettings): Window {
  // A clock that was set back: read the overlap again rather than nothing.
  const from = Math.min(cursor.sweptTo, now) - overlapSeconds * SECOND;
  return { from, to: Math.min(now, Math.max(from, cursor.sweptTo) + MAX_WINDOW), begunAt: now };
}

/**
 * The cursor after a page of `window`; without a page token the window is done. The end of what was read is not trusted
 * beyond the newest entry within the last five minutes, because our clock may be ahead of Google's.
 */
export function afterPage(
  cursor: SweepCursor,
  window: Window,
  page: { newestReceivedAt: number | undefined; nextPageToken: string; lastEntryAt?: number | undefined },
): SweepCursor {
  const newestReceivedAt = Math.max(cursor.newestReceivedAt, page.newestReceivedAt ?? 0);
  if (page.nextPageToken !== "") {
    const statedTo = page.lastEntryAt === undefined ? {} : { statedTo: page.lastEntryAt };
    return { ...cursor, newestReceivedAt, window: { ...window, ...statedTo, pageToken: page.nextPageToken } };
  }
  const trusted = Math.min(window.to, Math.max(newestReceivedAt, window.begunAt - MAX_CLOCK_ERROR));
  return { version: 1, sweptTo: Math.max(window.from, trusted), newestReceivedAt };
}

/**
 * The window whose page token is not taken any more. Pages come in order of the time that entries state, so it goes on at the last
 * one that was read: one that began anew each time would never end where tokens are lost faster than all its pages are read.
 */
export function withoutToken({ pageToken: _lost, ...window }: Window): Window {
  return window.statedTo === undefined ? window : { ...window, statedFrom: window.statedTo };
}

/**
 * The filter that is sent: what the user wants, received within the window, and not older than `lateHours` when it was
 * received, so that Cloud Logging does not search all it has. The user's part ends with a line break: it may end in a comment.
 * https://cloud.google.com/logging/docs/view/logging-query-language
 */
export function filterOf({ from, to, statedFrom }: Window, { filter, lateHours }: SweepSettings): string {
  const bounds = [
    `receiveTimestamp >= "${toIso(from)}"`,
    `receiveTimestamp < "${toIso(to)}"`,
    `timestamp >= "${toIso(statedFrom ?? from - lateHours * HOUR)}"`,
  ].join(" AND ");
  return filter.trim() === "" ? bounds : `(${filter}\n) AND ${bounds}`;
}
