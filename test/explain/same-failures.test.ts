import fc from "fast-check";
import { expect, test } from "vitest";
import { sameFailureFinder } from "../../server/explain/same-failures.ts";
import { isSameFailure } from "../../shared/group.ts";
import { errorGroup } from "../lib/error-group.ts";

const names = fc.dictionary(fc.constantFrom("relation", "column", "role"), fc.constantFrom("a", "b"));
const groups = fc
  .array(
    fc.record({
      family: fc.constantFrom("schema.missing-relation" as const, "schema.missing-column" as const, undefined),
      kind: fc.constantFrom("message" as const, "request" as const),
      names,
      route: fc.constantFrom("/a", "/b"),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((made) =>
    made.map(({ family, kind, names: own, route }, i) => ({
      ...errorGroup({ kind, arrivals: [i], ...(family === undefined ? {} : { family }), slots: { ...own, route } }),
      id: `g${i}`,
    })),
  );

test("what is looked up of the same failures is what comparing each with each finds", () => {
  const holds = (all: ReturnType<typeof errorGroup>[]) => {
    const sameAs = sameFailureFinder(all);
    for (const group of all) {
      const compared = all.filter((other) => isSameFailure(other, group)).map(({ id }) => id);
      expect([...sameAs(group)].map(({ id }) => id).sort()).toStrictEqual(compared.sort());
    }
  };
  fc.assert(fc.property(groups, holds), { numRuns: 300 });
});
