import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "../../server/sources/cloud-logging/backoff.ts";
import { createPace, projectPaces } from "../../server/sources/cloud-logging/pace.ts";
import {
  afterPage,
  filterOf,
  nextWindow,
  openCursor,
  withoutToken,
} from "../../server/sources/cloud-logging/window.ts";
import { configSchema } from "../../shared/config.ts";
import { DAY, HOUR, MINUTE, SECOND, toIso } from "../../shared/time.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const SETTINGS = { filter: "", backfillMinutes: 60, overlapSeconds: 60, lateHours: 24 };
const SWEPT = { version: 1 as const, sweptTo: NOW - 10 * SECOND, newestReceivedAt: NOW - 12 * SECOND };

test("no minute holds more requests than the limit, however they are asked for", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 400 }),
      (limit, idle) => {
        const pace = createPace(limit);
        const turns: number[] = [];
        let now = 0;
        for (const pauseMs of idle) {
          now += pauseMs;
          now += pace.waitMs(now);
          turns.push(now);
        }
        for (const [i, at] of turns.entries()) {
          const inMinute = turns.slice(i).filter((other) => other < at + MINUTE).length;
          expect(inMinute).toBeLessThanOrEqual(limit);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("a clock that is set back by a day does not stop the reading, and gives no turn more than before", () => {
  const pace = createPace(60);
  const until = NOW - DAY;
  // Six turns may come at once, and one is taken.
  expect([NOW, until, until, until, until, until].map((now) => pace.waitMs(now))).toStrictEqual([0, 0, 0, 0, 0, 0]);
  expect(pace.waitMs(until)).toBe(0);
  const waited = pace.waitMs(until);
  expect(waited).toBeGreaterThan(SECOND);
  expect(waited).toBeLessThan(1.2 * SECOND);
});

test("sources of one project share its lowest limit", () => {
  const paces = projectPaces([
    { project: "a", requestsPerMinute: 60 },
    { project: "a", requestsPerMinute: 1 },
    { project: "b", requestsPerMinute: 60 },
  ]);
  const [a, b] = [paces.get("a"), paces.get("b")];
  const waits = [a, a, b, b].map((pace) => Math.round(pace?.waitMs(NOW) ?? -1));
  expect(waits).toStrictEqual([0, 1.001 * MINUTE, 0, 0].map(Math.round));
});

test("pauses double up to their bound, half of each by chance", () => {
  const range = { baseMs: 1000, maxMs: 30_000 };
  expect([1, 2, 3, 6, 100].map((attempt) => backoffMs(attempt, range, 0))).toStrictEqual([
    500, 1000, 2000, 15_000, 15_000,
  ]);
  expect([1, 2, 3, 6, 100].map((attempt) => backoffMs(attempt, range, 1))).toStrictEqual([
    1000, 2000, 4000, 30_000, 30_000,
  ]);
});

test("the first window begins where the backfill does, and ends after an hour", () => {
  const { cursor } = openCursor(undefined, NOW, { backfillMinutes: 24 * 60 });
  expect(nextWindow(cursor, NOW, SETTINGS)).toStrictEqual({
    from: NOW - DAY - MINUTE,
    to: NOW - DAY + HOUR,
    begunAt: NOW,
  });
});

test("a cursor that cannot be read means the backfill, one older than the retention a gap", () => {
  expect(openCursor("nonsense", NOW, SETTINGS)).toStrictEqual({
    cursor: { version: 1, sweptTo: NOW - HOUR, newestReceivedAt: 0 },
  });
  const { cursor, gap } = openCursor({ version: 1, sweptTo: NOW - 40 * DAY, newestReceivedAt: 5 }, NOW, SETTINGS);
  expect(cursor.sweptTo).toBe(NOW - 30 * DAY);
  expect(gap).toStrictEqual({
    kind: "retention",
    from: toIso(NOW - 40 * DAY),
    to: toIso(NOW - 30 * DAY),
    reason: "Plumbline did not read for longer than Cloud Logging keeps entries (30 days)",
    filler: "nobody",
  });
});

test("a page with a token keeps the window, a page without ends it", () => {
  const window = nextWindow(SWEPT, NOW, SETTINGS);
  const middle = afterPage(SWEPT, window, { newestReceivedAt: NOW - 30 * SECOND, nextPageToken: "t" });
  expect(middle).toStrictEqual({ ...SWEPT, window: { ...window, pageToken: "t" } });
  const end = afterPage(middle, window, { newestReceivedAt: NOW - SECOND, nextPageToken: "" });
  expect(end).toStrictEqual({ version: 1, sweptTo: NOW - SECOND, newestReceivedAt: NOW - SECOND });
});

test("a window whose page token is lost goes on at the last entry that was read", () => {
  const window = nextWindow(SWEPT, NOW, SETTINGS);
  const read = { newestReceivedAt: NOW - 30 * SECOND, lastEntryAt: NOW - 40 * SECOND + 0.25, nextPageToken: "t" };
  const { window: middle = window } = afterPage(SWEPT, window, read);

  const next = withoutToken(middle);

  expect(next).toStrictEqual({ ...window, statedTo: NOW - 40 * SECOND + 0.25, statedFrom: NOW - 40 * SECOND + 0.25 });
  expect(filterOf(next, SETTINGS)).toContain(' AND timestamp >= "2026-03-01T11:59:20.000Z"');
  expect(withoutToken({ ...window, pageToken: "first" })).toStrictEqual(window);
});

test("a clock four minutes ahead of Google's loses nothing: the next window begins at the newest entry", () => {
  const ahead = NOW + 4 * MINUTE;
  const cursor = afterPage(SWEPT, nextWindow(SWEPT, ahead, SETTINGS), {
    newestReceivedAt: NOW - SECOND,
    nextPageToken: "",
  });
  expect(nextWindow(cursor, ahead + 10 * SECOND, SETTINGS).from).toBeLessThan(NOW - SECOND);
});

test("where nothing was received the window stays five minutes long", () => {
  let cursor = openCursor(undefined, NOW, SETTINGS).cursor;
  for (let now = NOW; now < NOW + HOUR; now += 10 * SECOND) {
    cursor = afterPage(cursor, nextWindow(cursor, now, SETTINGS), { newestReceivedAt: undefined, nextPageToken: "" });
  }
  const { from, to } = nextWindow(cursor, NOW + HOUR, SETTINGS);
  expect(to - from).toBe(6 * MINUTE + 10 * SECOND);
});

test("after a clock was set back, the overlap before the new time is read", () => {
  const cursor = { version: 1 as const, sweptTo: NOW + 2 * HOUR, newestReceivedAt: NOW };
  const window = nextWindow(cursor, NOW, SETTINGS);
  expect([window.from, window.to]).toStrictEqual([NOW - MINUTE, NOW]);
  expect(afterPage(cursor, window, { newestReceivedAt: undefined, nextPageToken: "" }).sweptTo).toBe(NOW);
});

test.each([
  ["127.0.0.1:8085", true],
  ["localhost", true],
  ["[::1]:8085", true],
  ["127.0.0.1.example.com:443", false],
  ["logging.googleapis.com", false],
  [undefined, false],
])("a connection without TLS to %s: %s", (endpoint, isTaken) => {
  const source = { kind: "cloud-logging", project: "demo", insecure: true, ...(endpoint && { endpoint }) };
  const result = configSchema.safeParse({ sources: [source] });
  expect(result.success).toBe(isTaken);
  if (!isTaken) expect(result.error?.issues.map(({ path }) => path.join("."))).toStrictEqual(["sources.0.insecure"]);
});
