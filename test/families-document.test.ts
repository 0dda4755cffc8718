import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { familiesDocument } from "../server/families-document.ts";
import { FAMILIES } from "../shared/families.ts";

const written = readFileSync(new URL("../server/FAMILIES.md", import.meta.url), "utf8");

test("the written table of families and checks is what the code says; refresh it with node scripts/docs.ts", () => {
  expect(written).toBe(familiesDocument());
});

test("every family stands in it", () => {
  expect(FAMILIES.filter((family) => !written.includes(`\`${family}\``))).toEqual([]);
});
