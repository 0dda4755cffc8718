import type { Moment } from "../../../shared/api-incident.ts";

/** The place of the moment that holds at `at` among the moments, oldest first; their number, which means now, where `at` is empty. */
export function placeOf(moments: readonly Moment[], at: string): number {
  if (at === "") return moments.length;
  const time = Date.parse(at);
  const after = moments.findIndex((moment) => Date.parse(moment.at) > time);
  return Math.max(0, (after === -1 ? moments.length : after) - 1);
}

/** What the address holds for a place: a time, or nothing for now. */
export function atOf(moments: readonly Moment[], place: number): string {
  return place >= moments.length ? "" : (moments[Math.max(0, place)]?.at ?? "");
}

/** The place of the next moment in a direction at which more than counts changed; the end of the list is now. */
export function nextChange(moments: readonly Moment[], place: number, direction: -1 | 1): number | undefined {
  for (let next = place + direction; next >= 0 && next < moments.length; next += direction) {
    if ((moments[next]?.changes.length ?? 0) > 0) return next;
  }
  return direction === 1 && place < moments.length ? moments.length : undefined;
}
