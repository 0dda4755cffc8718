import { expect, test } from "vitest";
import { disableForFailures, judge, MAX_ATTEMPTS, RETRY_DELAYS } from "../../server/notify/judge.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../shared/time.ts";

const NOW = Date.parse("2026-03-01T00:00:00.000Z");

test("ten attempts take 75 h 35 min 5 s", () => {
  expect(MAX_ATTEMPTS).toBe(10);
  expect(RETRY_DELAYS.reduce((sum, delay) => sum + delay, 0)).toBe(75 * HOUR + 35 * MINUTE + 5 * SECOND);
});

test.each([
  [0, 4 * SECOND],
  [0.5, 5 * SECOND],
  [1, 6 * SECOND],
])("the pause varies by a fifth: %d", (random, wait) => {
  const { outcome } = judge({ status: 500, retryAfter: undefined }, { attempt: 1, now: NOW, random });

  expect(outcome).toStrictEqual({ retryAt: NOW + wait });
});

test.each([
  ["seconds", "120", 2 * MINUTE],
  ["a date", "Sun, 01 Mar 2026 01:00:00 GMT", HOUR],
  ["less than the usual pause", "1", 5 * SECOND],
  ["more than a day", "604800", DAY],
  ["a date that is over", "Sat, 28 Feb 2026 01:00:00 GMT", 5 * SECOND],
  ["a negative number", "-5", 5 * SECOND],
  ["garbage", "soon", 5 * SECOND],
  ["nothing", " ", 5 * SECOND],
  ["a number beyond all bounds", "9".repeat(400), DAY],
])("Retry-After: %s", (_name, retryAfter, wait) => {
  const { outcome } = judge({ status: 429, retryAfter }, { attempt: 1, now: NOW, random: 0.5 });

  expect(outcome).toStrictEqual({ retryAt: NOW + wait });
});

test.each([
  ["200", 200, "delivered"],
  ["204", 204, "delivered"],
  ["299", 299, "delivered"],
])("%s is delivered", (_name, status, outcome) => {
  expect(judge({ status, retryAfter: "60" }, { attempt: 10, now: NOW, random: 0.5 })).toStrictEqual({
    outcome,
    error: null,
    disable: undefined,
  });
});

test("what the receiver said is kept with a refusal, in one line and short", () => {
  const ending = { status: 400, retryAfter: undefined, answer: `invalid_blocks\n${"x".repeat(2000)}` };

  const { error } = judge(ending, { attempt: 1, now: NOW, random: 0.5 });

  expect(error).toBe(`http-400: answered 400, “invalid_blocks ${"x".repeat(284)}…”`);
});

test("the tenth failure is the last", () => {
  const { outcome, error } = judge({ fault: "dns", message: "no such name" }, { attempt: 10, now: NOW, random: 0.5 });

  expect([outcome, error]).toStrictEqual(["failed", "dns: no such name"]);
});

test("an answer that will never change for this format ends the attempts", () => {
  const context = { attempt: 1, now: NOW, random: 0.5, finalStatuses: [400] };

  expect(judge({ status: 400, retryAfter: undefined }, context).outcome).toBe("failed");
  expect(judge({ status: 404, retryAfter: undefined }, context).outcome).toStrictEqual({ retryAt: NOW + 5 * SECOND });
});

test.each([
  [undefined, undefined],
  [5 * DAY - 1, undefined],
  [5 * DAY, "failed for 5 days without one success; the last time: x"],
])("failing for %s ms: %s", (forMs, reason) => {
  expect(disableForFailures(forMs === undefined ? undefined : 0, forMs ?? 0, "x")).toBe(reason);
});
