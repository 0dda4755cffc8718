import type { Incident, TimelineItem } from "../../../shared/incident.ts";
import { beside, orderedTimeline, timelineRuns } from "../../../shared/timeline-words.ts";
import { formatCount, plural } from "../../../shared/words.ts";
import { clockBeside, zoneTitle } from "../../../shared/zone.ts";
import { capped } from "../capped.ts";
import type { Citations } from "../citations.ts";
import { type Block, type Inline, text } from "../document.ts";
import { clock, sentence } from "../phrases.ts";
import type { Reading } from "../reading.ts";

const MOST_ITEMS = 120;
/** Of an incident with many groups only the first beginnings are listed. */
const MOST_FIRST_SEEN = 12;

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
  const local = zone === undefined ? undefined : clockBeside(zone);
  const items = firstSeenTogether(repeatsTogether(withChecksTogether(orderedTimeline(incident))));
  const { shown, rest } = capped(items, MOST_ITEMS, "the CSV format lists them all");
  const rows = shown.map((item): Inline[][] => [
    text(clock(item.at)),
    ...(local === undefined ? [] : [text(local(item.at))]),
    text(ITEM_WORDS[item.kind]),
    [sentence(beside(item)), ...cite(item.evidenceId === null ? [] : [item.evidenceId])],
  ]);
  // Where it is another day there than in UTC, the column holds the day too.
  const hasDays = local !== undefined && shown.some(({ at }) => /^\d{4}-/.test(local(at)));
  const [columns, widths] =
    zone === undefined
      ? [
          ["Time (UTC)", "Kind", "What happened"],
          [2.2, 1.3, 6],
        ]
      : [
          ["Time (UTC)", zoneTitle(zone), "Kind", "What happened"],
          hasDays ? [2.1, 2.6, 1.2, 4.5] : [2.1, 1.8, 1.2, 5.1],
        ];
  return [{ kind: "table", columns, rows, widths }, ...rest];
}

/** What is said several times on end is said once, with how often and until when: the CSV format has each. */
function repeatsTogether(items: readonly TimelineItem[]): TimelineItem[] {
  return timelineRuns(items).flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    if (last === undefined || run.length === 1) return run;
    const times = run.length === 2 ? "once" : `${run.length - 1} times`;
    const again = `The same ${times} more, last at ${clock(last.at).slice(11)}.`;
    return [{ ...first, statement: `${sentence(first.statement)} ${again}` }];
  });
}

/** The beginnings of many groups are told by the first of them, their number and the last: the CSV format has each. */
function firstSeenTogether(items: readonly TimelineItem[]): readonly TimelineItem[] {
  const beginnings = items.filter(({ kind, statement }) => kind === "error" && statement.startsWith("First seen: "));
  const [folded, last] = [beginnings.slice(MOST_FIRST_SEEN), beginnings.at(-1)];
  if (folded.length < 2 || last === undefined) return items;
  const statement = `${formatCount(folded.length)} more error groups were seen for the first time, the last at ${clock(last.at).slice(11)}; the CSV format lists each`;
  return items.flatMap((item) => {
    if (!folded.includes(item)) return [item];
    return item === folded[0] ? [{ ...item, statement, evidenceId: null }] : [];
  });
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
