import fc from "fast-check";
import { expect, test } from "vitest";
import { knownStackIn } from "../../server/normalize/known-stacks.ts";
import { createNormalizer } from "../../server/normalize/normalizer.ts";
import { readEntry } from "../../server/normalize/read-entry.ts";
import { createRedact } from "../../server/redact/redact.ts";
import type { ErrorEvent } from "../../shared/events.ts";
import { endOfStack, knownStarts } from "../../shared/stack-start.ts";

const HEADER = "Traceback (most recent call last):\n";
const STACK = `${HEADER}  File "/app/orders/NAME.py", line 17, in create\n    await session.flush()\n  File "/usr/lib/python3/NAME.py", line 9, in run\n    raise x\n    ^^^^^^^\n`;
const STARTS = [
  STACK,
  `${STACK}ValueError: a\n\nDuring handling of the above exception, another exception occurred:\n\n${STACK}`,
  `worker NAME failed\n${STACK}`,
  `${STACK.replace("await session.flush()", "pgcode = '23505' (23505) [SQL: select 1] password=hunter2hunter2")}`,
  `${STACK.replace("raise x", "token:")}`,
  `  + Exception Group ${STACK.replaceAll("\n  ", "\n  |   ")}`,
];
const LINES = [
  ...["ValueError: no such order", "KeyError: 'a'", "shop.Missing", "", "  indented", "    ^^^^", "two words"],
  "sqlalchemy.exc.IntegrityError: (sqlalchemy.dialects.postgresql.asyncpg.IntegrityError) <class 'asyncpg.exceptions.UniqueViolationError'>: duplicate key",
  ...["DETAIL:  Key (email)=(sam7@example.com) already exists.", "[SQL: INSERT INTO users (id) VALUES ($1::UUID)]"],
  ...[
    "[parameters: ('5f1c', 'a]",
    "b')]",
    "(Background on this error at: https://sqlalche.me/e/20/gkpj)",
    "pgcode: 42P01",
  ],
  ...["FATAL ERROR: out of memory", "(23505)", "SQLSTATE", "42P01", "goroutine 1 [running]", "panic: x", HEADER.trim()],
  ...['File "x.py", line 3, in g', '  File "y.py", line 3, in h', "| ValueError: grouped", "  +-+---- 1 ----"],
  ...["The above exception was the direct cause of the following exception:", "password=hunter2hunter2", "eyJhbGciOi"],
  ...[
    "session: 5f1c5f1c5f1c5f1c5f1c",
    "hunter2hunter2x7",
    "Worker failed to boot",
    "1 validation error for Cart",
    "items.1",
  ],
];
const TAILS = fc
  .tuple(fc.array(fc.oneof(fc.constantFrom(...LINES), fc.string({ maxLength: 12 })), { maxLength: 7 }), fc.boolean())
  .map(([lines, hasEnd]) => lines.join("\n") + (hasEnd ? "\n" : ""));

/** The error that a text tells of, said by an instance that says nothing else. */
function errorOf(text: string): ErrorEvent | undefined {
  const normalizer = createNormalizer({ environmentOf: () => "staging" });
  const read = readEntry({
    ...{ insertId: "1", timestamp: "2026-03-02T10:00:00Z", severity: "ERROR", textPayload: text },
    ...{
      logName: "projects/demo/logs/stderr",
      resource: { type: "cloud_run_revision", labels: { project_id: "demo" } },
    },
  });
  if ("entry" in read) normalizer.push(read.entry);
  return normalizer.flush().errors[0];
}

let names = 0;
/** A start that was never seen, with a name in place of NAME that is as long as KNOWN. */
const fresh = () => `n${String(names++).padStart(7, "0")}`;
const KNOWN = "knownnam";

test("what an error says behind a stack that is known is what it says behind one that was never seen", () => {
  for (const start of STARTS) for (let i = 0; i < 3; i++) errorOf(`${start.replaceAll("NAME", KNOWN)}ValueError: ${i}`);
  fc.assert(
    fc.property(fc.constantFrom(...STARTS), TAILS, (start, tail) => {
      const name = fresh();

      const [known, read] = [KNOWN, name].map((each) => errorOf(start.replaceAll("NAME", each) + tail));

      expect(known).toStrictEqual(JSON.parse(JSON.stringify(read).replaceAll(name, KNOWN)));
    }),
    { numRuns: 1500 },
  );
});

test("a stack is known from the third time, unless its lines tell what facts are read from", () => {
  const [plain, telling] = [STARTS[0], STARTS[3]].map((start = "") => start.replaceAll("NAME", "seenagain"));
  const asks = (start = "") => [1, 2, 3].map((i) => knownStackIn(`${start}ValueError: ${i}`)?.end);

  expect(asks(plain)).toStrictEqual([undefined, plain?.length, plain?.length]);
  expect(asks(telling)).toStrictEqual([undefined, undefined, undefined]);
});

test("secrets behind a stack that is known are those behind one that was never seen", () => {
  const redact = createRedact({ email: true, key: "of this test" });
  const long = (start: string) => `${"x".repeat(400)}\n${start}`;
  for (const start of STARTS)
    for (let i = 0; i < 3; i++) redact(`${long(start).replaceAll("NAME", KNOWN)}ValueError: ${i}`);
  fc.assert(
    fc.property(fc.constantFrom(...STARTS), TAILS, (start, tail) => {
      const name = fresh();

      const [known, read] = [KNOWN, name].map((each) => redact(long(start).replaceAll("NAME", each) + tail));

      expect(known).toStrictEqual(JSON.parse(JSON.stringify(read).replaceAll(name, KNOWN)));
    }),
    { numRuns: 1500 },
  );
});

test("a stack ends behind the lines of the program that its last frame shows", () => {
  expect(endOfStack(`${STACK}KeyError: 'File'`)).toBe(STACK.length);
  expect(endOfStack(STACK.trimEnd())).toBe(0);
  expect(endOfStack("ValueError: no stack\n  at all")).toBe(0);
});

test("of starts that differ only where nobody looks for their number, each has its own value", () => {
  const startIn = knownStarts((start) => start);
  const starts = Array.from({ length: 40 }, (_, i) => `${"a".repeat(60)}${i % 2 === 0 ? "b" : "c"}${"a".repeat(i)}\n`);

  for (const start of [...starts, ...starts]) startIn(`${start}rest`, start.length);

  expect(starts.map((start) => startIn(`${start}other`, start.length))).toStrictEqual(starts);
});
