import fc from "fast-check";
import { expect, test } from "vitest";
import { CAUSES } from "../server/causes/index.ts";
import { requiredLiterals } from "../server/causes/literals.ts";
import { rememberingGroups } from "../server/known-groups.ts";
import { groupEvent } from "../server/pipeline.ts";
import type { ErrorEvent, ExceptionLink } from "../shared/events.ts";

const MESSAGES = [
  'UniqueViolationError: duplicate key value violates unique constraint "users_email_key"',
  'relation "mcp_external_servers" does not exist',
  "TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00",
  "connection refused",
  "PendingRollbackError: This Session's transaction has been rolled back",
  "FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute",
  "ValueError: no such order",
  "upstream answered 503",
  "deadlock detected",
];
const TEXTS = [
  "",
  "\nOriginal exception was: could not connect to server: Connection refused",
  '\n[SQL: SELECT 1]\nFATAL: database "shop" does not exist',
  `\nTraceback (most recent call last):\n  File "/app/a.py", line 1, in load\n    call()\n${"KeyError: 'a'\n".repeat(60)}too many clients already`,
];
const LINKS: ExceptionLink[][] = [
  [],
  [{ type: "ValueError", message: "no such order", frames: [{ file: "/app/a.py", function: "load", isOwn: true }] }],
  [{ type: "asyncpg.exceptions.UniqueViolationError", message: "duplicate key", frames: [] }],
  [
    { type: "redis.exceptions.ConnectionError", message: "Error 111 connecting to 10.0.0.1:6379.", frames: [] },
    { type: "RuntimeError", message: "could not translate host name", frames: [] },
  ],
];
const ENTRY = { key: "k", insertId: "i", logId: "l", project: "shop", timestamp: "1970-01-01T00:00:00Z" };
const REQUEST = { method: "GET", path: "/a/1", route: "/a/:id", status: 503, caller: {} };

const EVENTS = fc
  .record({
    message: fc.constantFrom(...MESSAGES),
    more: fc.constantFrom(...TEXTS),
    exceptions: fc.constantFrom(...LINKS),
    environment: fc.constantFrom("staging", "production"),
    service: fc.constantFrom("api", "jobs"),
    kind: fc.constantFrom("message", "exception"),
    origin: fc.constantFrom("app", "platform"),
    isBoot: fc.boolean(),
    sqlstate: fc.constantFrom(undefined, "23505", "08006", "53300"),
    request: fc.constantFrom(undefined, undefined, undefined, REQUEST),
  })
  .map(({ more, sqlstate, request, ...said }): ErrorEvent => {
    return {
      ...{ project: "shop", at: 0, severity: "ERROR", entry: ENTRY, text: said.message + more },
      ...said,
      ...(sqlstate === undefined ? {} : { sqlstate }),
      ...(request === undefined ? {} : { request }),
    };
  });

test("an error whose message is known belongs to the group that it is found to belong to", () => {
  const groupKnown = rememberingGroups((event) => groupEvent(event));
  fc.assert(
    fc.property(fc.array(EVENTS, { minLength: 20, maxLength: 60 }), (events) => {
      for (const event of [...events, ...events]) {
        const [known, found] = [groupKnown(event), groupEvent(event)];
        expect({ ...known, title: known.title }).toStrictEqual({ ...found, title: found.title });
      }
    }),
    { numRuns: 60 },
  );
});

test("a message that decides is looked at until it came twice, one that does not is looked at each time", () => {
  let asked = 0;
  const groupKnown = rememberingGroups((event) => {
    asked += 1;
    return groupEvent(event);
  });
  const event = (message: string): ErrorEvent => ({ ...BARE, message, text: message });

  for (let i = 0; i < 5; i++) groupKnown(event("deadlock detected"));
  const ofDecided = asked;
  for (let i = 0; i < 5; i++) groupKnown(event("no such order"));

  expect([ofDecided, asked - ofDecided]).toStrictEqual([2, 5]);
});

test("no literal that a sign needs goes on in a next line: those of a text are those of its lines", () => {
  const literals = CAUSES.flatMap(({ signs }) => signs.flatMap(({ text }) => (text && requiredLiterals(text)) ?? []));
  expect(literals.length).toBeGreaterThan(100);
  expect(literals.filter((literal) => literal.includes("\n"))).toStrictEqual([]);
});

const BARE: ErrorEvent = {
  ...{ environment: "staging", service: "api", project: "shop", at: 0, severity: "ERROR", message: "", text: "" },
  ...{ kind: "message", origin: "app", isBoot: false, exceptions: [] },
  entry: ENTRY,
};
