import { expect, test } from "vitest";
import { parseMoment, parseRange } from "../../shared/time-range.ts";
import { fixedLink } from "../../web/lib/time-range.ts";

/** A Wednesday. */
const NOW = Date.parse("2026-03-11T12:34:56.789Z");

test.each([
  ["now", "2026-03-11T12:34:56.789Z"],
  ["now-15m", "2026-03-11T12:19:56.789Z"],
  ["now+1h", "2026-03-11T13:34:56.789Z"],
  ["now/d", "2026-03-11T00:00:00.000Z"],
  ["now-1d/d", "2026-03-10T00:00:00.000Z"],
  ["now/w", "2026-03-09T00:00:00.000Z"],
  ["now-1M/M", "2026-02-01T00:00:00.000Z"],
  ["now/y", "2026-01-01T00:00:00.000Z"],
  ["2026-03-01", "2026-03-01T00:00:00.000Z"],
  ["2026-03-01T02:03:04+01:00", "2026-03-01T01:03:04.000Z"],
  ["1772330400000", "2026-03-01T02:00:00.000Z"],
])("%s is %s", (text, iso) => {
  expect(parseMoment(text, NOW)).toBe(Date.parse(iso));
});

test("the end of a day that is named as an end is its last millisecond", () => {
  expect(parseMoment("now-1d/d", NOW, true)).toBe(Date.parse("2026-03-10T23:59:59.999Z"));
});

test("a month before the 31st is the last day of a shorter month", () => {
  expect(parseMoment("now-1M", Date.parse("2026-03-31T00:00:00Z"))).toBe(Date.parse("2026-02-28T00:00:00Z"));
});

test.each(["", "yesterday", "now-", "now-5", "now-1x", "2026-13-40", "now-999999999d", "12"])(
  "%j means no moment",
  (text) => {
    expect(parseMoment(text, NOW)).toBe(undefined);
  },
);

test("a range whose end is not after its start is none", () => {
  expect(parseRange({ from: "now", to: "now-1h" }, NOW)).toBe(undefined);
  expect(parseRange({ from: "now-1h", to: "now" }, NOW)).toEqual({ from: NOW - 3_600_000, to: NOW });
});

test.each([
  [
    "?from=now-1h&to=now&q=x",
    { from: "now-1h", to: "now" },
    "?from=2026-03-11T11%3A34%3A56.789Z&to=2026-03-11T12%3A34%3A56.789Z&q=x",
  ],
  [
    "#lines",
    { from: "2026-03-01T00:00:00Z", to: "now-1d/d" },
    "?from=2026-03-01T00%3A00%3A00.000Z&to=2026-03-10T23%3A59%3A59.999Z#lines",
  ],
  ["", { from: "", to: "" }, undefined],
])("a link to copy from %j holds two moments", (search, range, expected) => {
  const page = "https://plumbline.example/incidents";
  expect(fixedLink(page + search, range, NOW)).toBe(expected && page + expected);
});
