import fc from "fast-check";
import { expect, test } from "vitest";
import { readPattern } from "../../server/redact/pattern.ts";
import { quickLook } from "../../server/redact/quick-look.ts";
import { RULES } from "../../server/redact/rules/index.ts";
import { NEGATIVE } from "./negative.ts";
import { POSITIVE } from "./positive.ts";

const HEADS = RULES.map(({ head, headIgnoresCase = false }) => ({ head, ignoresCase: headIgnoresCase }));
const LOOKS = HEADS.map(({ head, ignoresCase }) => ({
  look: quickLook([readPattern(head, ignoresCase)]).finds,
  expression: new RegExp(head, ignoresCase ? "i" : ""),
}));

/** Texts full of what heads are made of, cut anywhere. */
const TEXTS = fc
  .array(
    fc.oneof(
      fc.constantFrom(...POSITIVE.map(([, line]) => line), ...NEGATIVE),
      fc.constantFrom(...HEADS.map(({ head }) => head)),
      fc.constantFrom(
        "4111 1111",
        "DE89 3704",
        "pass\t=",
        "PASSWORD",
        "\u017fecret",
        "\u212aEY",
        "sess",
        "\u00a0",
        "://a:b@",
      ),
      fc.string({ unit: "binary", maxLength: 6 }),
    ),
    { maxLength: 4 },
  )
  .chain((parts) => fc.nat(60).map((from) => parts.join("").slice(from)));

test("where a head is, the quick look sees it, whatever is around it", () => {
  fc.assert(
    fc.property(TEXTS, (text) => {
      for (const { look, expression } of LOOKS)
        if (expression.test(text)) expect(look(text), expression.source).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("most lines without secrets end with the quick look", () => {
  const { finds } = quickLook(HEADS.map(({ head, ignoresCase }) => readPattern(head, ignoresCase)));
  const lines = [
    "order 17 created for user 12",
    "GET /v1/orders/17",
    "deadlock detected",
    "job 5f1c finished in 12.5s",
  ];
  expect(lines.map((line) => finds(line))).toStrictEqual([false, false, false, false]);
});

const CASES = [
  { source: "ab?c", has: ["ac", "xabc"], lacks: ["ab", "abbc"] },
  { source: "a{2}", has: ["aa"], lacks: ["a"] },
  { source: "a[^0-9]{1,2}?b", has: ["axb", "a\u00e9yb"], lacks: ["ab", "a1b"] },
  { source: "(?<!x)k(?:ey|ing)\\s", has: ["key ", "king\u00a0", "xkey "], lacks: ["key"] },
  { source: "[a-c\\]-]+\\.", has: ["b.", "].", "-."], lacks: ["d."] },
] as const;

test.each(CASES)("$source is found where the expression would find it", ({ source, has, lacks }) => {
  const { finds } = quickLook([readPattern(source, false)]);
  expect(has.map((text) => finds(text))).toStrictEqual(has.map(() => true));
  expect(lacks.map((text) => finds(text))).toStrictEqual(lacks.map(() => false));
});

test("an expression of another kind is refused, with the place", () => {
  expect(() => readPattern("a(?=b)", false)).toThrow(/a\(\?=b\) has something at 1/);
});
