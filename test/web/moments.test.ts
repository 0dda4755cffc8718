import { describe, expect, test } from "vitest";
import type { IncidentEvent } from "../../shared/api.ts";
import type { Moment } from "../../shared/api-incident.ts";
import { atOf, nextChange, placeOf } from "../../web/pages/incident/moments.ts";
import { timelineWith } from "../../web/pages/incident/told.ts";

const moment = (minute: number, isChange: boolean): Moment => ({
  at: `2026-03-01T03:${String(minute).padStart(2, "0")}:00.000Z`,
  revision: minute,
  who: "Plumbline",
  changes: isChange ? [{ field: "severity", name: null, from: "low", to: "high" }] : [],
});
const MOMENTS = [moment(10, true), moment(11, false), moment(12, false), moment(20, true), moment(21, false)];

describe("the moments of the time machine", () => {
  test.each([
    ["", 5, "no moment means now"],
    ["2026-03-01T03:10:00.000Z", 0, "a moment itself"],
    ["2026-03-01T03:12:30.000Z", 2, "between two moments the earlier one holds"],
    ["2026-03-01T09:00:00.000Z", 4, "after the last one it holds"],
    ["2026-03-01T01:00:00.000Z", 0, "before the first one there is nothing earlier to show"],
  ])("%j is at place %i: %s", (at, place) => {
    expect(placeOf(MOMENTS, at)).toBe(place);
  });

  test("a place says what the address holds; the end is now", () => {
    expect([atOf(MOMENTS, 3), atOf(MOMENTS, 5), atOf([], 0)]).toEqual(["2026-03-01T03:20:00.000Z", "", ""]);
  });

  test("from change to change counts are stepped over; after the last change comes now", () => {
    expect([nextChange(MOMENTS, 5, -1), nextChange(MOMENTS, 3, -1), nextChange(MOMENTS, 0, -1)]).toEqual([
      3,
      0,
      undefined,
    ]);
    expect([nextChange(MOMENTS, 0, 1), nextChange(MOMENTS, 3, 1), nextChange(MOMENTS, 5, 1)]).toEqual([
      3,
      5,
      undefined,
    ]);
  });
});

test("the timeline holds what became of the incident, by whom and why, and leaves words and steps to the history", () => {
  const event = (kind: string, at: string, why: string | null): IncidentEvent => ({
    ...{ id: at, at, kind, who: "Plumbline", what: `did ${kind}`, why },
  });
  const first = { at: "2026-03-01T03:00:40.000Z", kind: "first-error" as const, statement: "First.", evidenceId: null };
  const seen = { at: "2026-03-01T03:00:00.000Z", kind: "detection" as const, statement: "Detected.", evidenceId: null };
  const told = timelineWith({ timeline: [seen, first], firstSeen: first.at }, [
    event("comment", "2026-03-01T03:40:00.000Z", "hello"),
    event("resolved", "2026-03-01T03:30:00.000Z", "no event since"),
    event("escalated", "2026-03-01T03:10:00.000Z", "users fail"),
    event("opened", "2026-03-01T03:01:00.000Z", "the headline"),
  ]);
  expect(told.map(({ kind, statement }) => [kind, statement])).toEqual([
    ["first-error", "First."],
    // Detectors count whole minutes: what they found in the minute of the first error, they found after it.
    ["detection", "Detected."],
    ["state", "Plumbline did opened"],
    ["state", "Plumbline did escalated: users fail"],
    ["recovery", "Plumbline did resolved: no event since"],
  ]);
});
