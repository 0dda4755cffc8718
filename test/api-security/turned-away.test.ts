import { expect, test } from "vitest";
import { noteFault } from "../../server/api/errors.ts";
import { PlumblineError } from "../../server/lib/errors.ts";
import type { Log } from "../../server/lib/log.ts";

const NOW = 60_000;

test("requests that are asked to come again are told once in ten seconds, with their number", () => {
  const told: unknown[] = [];
  const log = logTo(told);
  const refuse = (now: number) => noteFault(log, { path: "/entries" }, new PlumblineError("unavailable", "later"), now);

  const answers = [NOW, NOW + 1, NOW + 9999, NOW + 10_000, NOW + 10_001].map(refuse);

  expect(answers.map(({ status, message }) => [status, message])).toStrictEqual(Array(5).fill([503, "later"]));
  expect(told).toMatchObject([
    { message: "requests were asked to come again", requests: 1, path: "/entries", err: "later" },
    { message: "requests were asked to come again", requests: 3, path: "/entries", err: "later" },
  ]);
});

test("a fault of ours is told each time, under the request id that is answered", () => {
  const told: unknown[] = [];
  const log = logTo(told);
  const ids = [NOW, NOW].map((now) => noteFault(log, { path: "/groups" }, new Error("broken"), now).requestId);
  expect(told).toMatchObject(ids.map((requestId) => ({ message: "a request failed", requestId, err: "broken" })));
});

test("what is wrong with a request is no matter of the log", () => {
  const told: unknown[] = [];
  expect(noteFault(logTo(told), { path: "/groups" }, new PlumblineError("bad-input", "no"), NOW).status).toBe(400);
  expect(told).toStrictEqual([]);
});

function logTo(told: unknown[]): Log {
  const tell = (message: string, fields: object = {}) => void told.push({ message, ...fields });
  return { debug: tell, info: tell, warn: tell, error: tell };
}
