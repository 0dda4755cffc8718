import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemo, remembering } from "../shared/memo.ts";

test("what a function gave is given again for the same text, however alike texts are", () => {
  const upper = remembering((text) => text.toUpperCase(), 50, 600);
  const texts = fc
    .record({ length: fc.constantFrom(3, 100, 129, 300, 601), at: fc.nat(600), letter: fc.constantFrom("b", "c") })
    .map(({ length, at, letter }) => {
      const place = at % length;
      return "a".repeat(place) + letter + "a".repeat(length - place - 1);
    });

  fc.assert(
    fc.property(fc.array(texts, { maxLength: 40 }), (all) => {
      for (const text of [...all, ...all, ...all]) expect(upper(text)).toBe(text.toUpperCase());
    }),
    { numRuns: 100 },
  );
});

test.each([20, 400])(
  "of texts of %i characters a value is made and kept when they come again, up to a number",
  (length) => {
    const memo = createMemo<number>(2, 500);
    const made: string[] = [];
    const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(length));
    const keep = (text = "") =>
      memo.keep(text, () => {
        made.push(text);
        return made.length;
      });

    keep(a);
    const once = memo.find(a ?? "");
    for (const text of [a, b, b]) keep(text);
    const both = [a, b].map((text = "") => memo.find(text));
    for (const text of [c, c]) keep(text);

    expect({ once, both, atLast: [a, b, c].map((text = "") => memo.find(text)), made }).toStrictEqual({
      ...{ once: undefined, both: [1, 2], atLast: [undefined, undefined, 3] },
      made: [a, b, c],
    });
  },
);
