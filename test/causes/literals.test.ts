import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { literalIndex, ownersIn } from "../../server/causes/literal-index.ts";
import { requiredLiterals } from "../../server/causes/literals.ts";

describe("required literals", () => {
  const cases: [why: string, pattern: RegExp, literals: string[] | undefined][] = [
    ["the longest run wins", /Pool (?<poolClass>\w+) cannot be used/, [" cannot be used"]],
    ["one of each alternative", /ECONNREFUSED|refused by \d+ hosts/i, ["econnrefused", "refused by "]],
    ["a group that must occur counts", /\d+ (?:timed out|expired)/, ["timed out", "expired"]],
    ["what may be left out does not", /(?:certificate )?verify/, ["verify"]],
    ["a repeated letter ends its run", /abcde+fghij/, ["abcde"]],
    ["escapes are their character", /sqlalche\.me\/e\//, ["sqlalche.me/e/"]],
    ["classes and look-arounds hold nothing", /[a-z]+(?=timeout)/, undefined],
    ["an alternative without a literal spoils the set", /timeout|\w+/, undefined],
    ["three letters are too few", /OOM/, undefined],
  ];
  it.each(cases)("%s: %s", (_why, pattern, literals) => {
    expect(requiredLiterals(pattern)).toStrictEqual(literals);
  });
});

describe("the index of literals", () => {
  it("finds in any text exactly the literals that occur in it, letter case aside", () => {
    const literal = fc.string({ unit: fc.constantFrom(..."abcdef 1."), minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(literal, { minLength: 1, maxLength: 12 }),
        fc.array(literal, { maxLength: 6 }),
        (known, parts) => {
          const index = literalIndex(known.map((each, owner) => ({ literal: each, owner })));
          const text = [...parts, known[0]].join("x");
          const expected = known.flatMap((each, owner) => (text.includes(each) ? [owner] : []));
          expect(ownersIn(index, text)).toStrictEqual(expected);
          expect(ownersIn(index, text.toUpperCase())).toStrictEqual(expected);
        },
      ),
    );
  });
});
