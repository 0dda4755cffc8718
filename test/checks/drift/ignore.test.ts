import { expect, it } from "vitest";
import { matchesGlob, withoutIgnored } from "../../../server/checks/drift/ignore.ts";
import { processorMs } from "../../lib/patience.ts";
import { drifted } from "./pairs.ts";

const column = drifted("column", "audit_2024.id", "integer", null, "public");
const table = drifted("table", "audit_2024", "table", null, "public");
const comment = drifted("comment", "orders", "a", "b", "public");
const call = drifted("function", "f(billing.money)", "x", "y", "public");

it.each([
  { pattern: "public.audit_*", left: [comment, call], why: "a table with all that belongs to it" },
  { pattern: "audit_2024", left: [comment, call], why: "a name without its schema" },
  { pattern: "audit_2024.id", left: [table, comment, call], why: "one column" },
  { pattern: "comment:*", left: [column, table, call], why: "a kind" },
  { pattern: "f(*", left: [column, table, comment], why: "a function by its start" },
  { pattern: "audit_202?", left: [comment, call], why: "one character" },
  { pattern: "AUDIT_*", left: [column, table, comment, call], why: "nothing: case counts, as in the catalogue" },
])("$pattern leaves out $why", ({ pattern, left }) => {
  expect(withoutIgnored([column, table, comment, call], [pattern])).toStrictEqual(left);
});

it("a pattern of many stars is matched in time that grows with length, not with their number", async () => {
  const [text, pattern] = ["a".repeat(20_000), `${"*a".repeat(200)}b`];

  expect(matchesGlob(text, pattern)).toBe(false);
  expect(await processorMs(() => matchesGlob(text, pattern))).toBeLessThan(2000);
});
