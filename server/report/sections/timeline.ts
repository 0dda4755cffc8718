import type { Incident, TimelineItem } from "../../../shared/incident.ts";
import { plural } from "../../../shared/words.ts";
import { clockOf } from "../../../shared/zone.ts";
import { capped } from "../capped.ts";
import type { Citations } from "../citations.ts";
import { type Block, type Inline, text } from "../document.ts";
import { clock, sentence } from "../phrases.ts";
import type { Reading } from "../reading.ts";

const MOST_ITEMS = 120;

/** What an item of the timeline is, in a reader's words. */
export const ITEM_WORDS = {
  "first-error": "first error",
  error: "error",
  change: "change",
  check: "live check",
  detection: "detection",
  recovery: "recovery",
  state: "state",
  person: "person",
} as const satisfies Record<TimelineItem["kind"], string>;

/** What happened, oldest first. Live checks of one second are one line: the appendix lists them. */
export function timelineBlocks(incident: Incident, { cite }: Citations, { zone }: Reading): Block[] {
  const local = zone === undefined ? undefined : clockOf(zone);
  const items = withChecksTogether(incident.timeline);
  const { shown, rest } = capped(items, MOST_ITEMS, "the CSV format lists them all");
  const rows = shown.map((item): Inline[][] => [
    text(clock(item.at)),
    ...(local === undefined ? [] : [text(local(item.at))]),
    text(ITEM_WORDS[item.kind]),
    [sentence(item.statement), ...cite(item.evidenceId === null ? [] : [item.evidenceId])],
  ]);
  const [columns, widths] =
    zone === undefined
      ? [
          ["Time (UTC)", "Kind", "What happened"],
          [2.1, 1.3, 6],
        ]
      : [
          ["Time (UTC)", zone, "Kind", "What happened"],
          [1.7, 2.2, 1.2, 5],
        ];
  return [{ kind: "table", columns, rows, widths }, ...rest];
}

function withChecksTogether(items: readonly TimelineItem[]): TimelineItem[] {
  const isCheck = (item: TimelineItem) => item.kind === "check";
  return items.flatMap((item) => {
    if (!isCheck(item)) return [item];
    const same = items.filter((other) => isCheck(other) && clock(other.at) === clock(item.at));
    if (same.length === 1) return [item];
    if (same[0] !== item) return [];
    return [{ ...item, evidenceId: null, statement: `${plural(same.length, "live check")} ran; see “Live checks”.` }];
  });
}
