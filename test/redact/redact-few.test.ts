import fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "../../server/redact/redact.ts";
import { redactFew } from "../../server/redact/redact-few.ts";
import { NEGATIVE } from "./negative.ts";
import { POSITIVE } from "./positive.ts";

const LINES = [...POSITIVE.map(([, line]) => line), ...NEGATIVE.map((line) => String(line))];

test("a few texts are redacted as many are", () => {
  for (const line of LINES) expect(redactFew(line)).toStrictEqual(redact(line));
});

test("so are parts of them, one behind the other", () => {
  const part = fc
    .tuple(fc.constantFrom(...LINES), fc.nat(80), fc.nat(200))
    .map(([line, from, to]) => line.slice(from, to));
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string({ unit: "grapheme" })), { maxLength: 5 }), (parts) => {
      const text = parts.join(" ");
      expect(redactFew(text)).toStrictEqual(redact(text));
    }),
    { numRuns: 500 },
  );
});
