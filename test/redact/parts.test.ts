import fc from "fast-check";
import { expect, test } from "vitest";
import { type RedactionCounts, redactDeep } from "../../server/redact/deep.ts";
import { redactError } from "../../server/redact/events.ts";
import { createRedact, isPartOf, isWithoutHeads } from "../../server/redact/redact.ts";
import { RULES } from "../../server/redact/rules/index.ts";
import type { ErrorEvent } from "../../shared/events.ts";
import { NEGATIVE } from "./negative.ts";
import { POSITIVE } from "./positive.ts";

const redact = createRedact({ email: true, ip: true, key: "of this test" });

const LINES = fc.oneof(
  fc.constantFrom(...POSITIVE.map(([, line]) => line), ...NEGATIVE),
  fc.stringMatching(/^[0-9 .#-]{0,24}$/),
  fc.string({ maxLength: 30 }),
);

/** An error whose message and exception are cut out of its text anywhere, or stand by themselves. */
const EVENTS = fc
  .record({ lines: fc.array(LINES, { maxLength: 5 }), from: fc.nat(400), length: fc.nat(300), other: LINES })
  .map(({ lines, from, length, other }): ErrorEvent => {
    const text = lines.join("\n");
    const part = text.slice(from % (text.length + 1)).slice(0, length);
    return {
      ...{ environment: "staging", service: "api", project: "shop", kind: "exception", at: 0, severity: "ERROR" },
      ...{ message: part, text, origin: "app", isBoot: false },
      exceptions: [
        { type: "ValueError", message: part, frames: [{ file: other, isOwn: true, function: "load" }] },
        { type: "RuntimeError", message: other, frames: [] },
      ],
      entry: { key: "k", insertId: "i", logId: "l", project: "shop", timestamp: "1970-01-01T00:00:00Z" },
    };
  });

test("what is redacted in an error does not depend on what its text told of its parts", () => {
  fc.assert(
    fc.property(EVENTS, (event) => {
      const [counts, expected]: [RedactionCounts, RedactionCounts] = [new Map(), new Map()];
      const clean = redactError(event, redact, counts);
      expect(clean).toStrictEqual({ ...event, ...redactDeep(told(event), redact, expected) });
      expect(counts).toStrictEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

test("no part of a text without heads holds a secret", () => {
  fc.assert(
    fc.property(fc.array(LINES, { maxLength: 4 }), fc.nat(400), (lines, from) => {
      const whole = lines.join("\n");
      const part = whole.slice(from % (whole.length + 1));
      if (isWithoutHeads(redact(whole)) && isPartOf(part, whole)) expect(redact(part).text).toBe(part);
    }),
    { numRuns: 1000 },
  );
});

test("heads look at nothing around them, but for one that begins with a digit", () => {
  const around = RULES.filter(({ head }) => /\(\?[<=!]|\\b|\\B|(?<!\[)\^|\$$/.test(head));
  expect(around.map(({ kind }) => kind)).toStrictEqual(["card"]);
});

function told({ message, text, exceptions }: ErrorEvent): Pick<ErrorEvent, "message" | "text" | "exceptions"> {
  return { message, text, exceptions };
}
