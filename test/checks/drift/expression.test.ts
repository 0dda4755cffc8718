import { expect, it } from "vitest";
import { canonicalSql } from "../../../server/checks/drift/expression.ts";
import { processorMs } from "../../lib/patience.ts";

it.each([
  {
    why: "IN on varchar, as first printed and as printed after a restore",
    one: "((s)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))",
    other: "((s)::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character varying)::text]))",
  },
  {
    why: "BETWEEN beside another condition",
    one: "(((a >= 1) AND (a <= 5)) AND (b > 0))",
    other: "((a >= 1) AND (a <= 5) AND (b > 0))",
  },
  {
    why: "OR within OR",
    one: "((a = 1) OR ((b = 2) OR (c = 3)))",
    other: "((a = 1) OR (b = 2) OR (c = 3))",
  },
  { why: "line breaks and blanks", one: "SELECT a,\n    b\n   FROM t", other: "SELECT a, b FROM t" },
  { why: "brackets within brackets", one: "CHECK (((a > 0)))", other: "CHECK ((a > 0))" },
])("$why mean the same", ({ one, other }) => {
  expect(canonicalSql(one)).toBe(canonicalSql(other));
});

it.each([
  { why: "AND within OR", one: "((a AND b) OR c)", other: "(a AND (b OR c))" },
  { why: "one value more", one: "ARRAY['x'::text]", other: "ARRAY['x'::text, 'y'::text]" },
  { why: "case within a string", one: "(a = 'X'::text)", other: "(a = 'x'::text)" },
  { why: "blanks within a string", one: "(a = 'x  y'::text)", other: "(a = 'x y'::text)" },
  { why: "a cast to another type", one: "((s)::text[] = a)", other: "((s)::integer[] = a)" },
  { why: "the order of subtraction", one: "(a - (b - c))", other: "((a - b) - c)" },
  { why: "negation of one side", one: "(NOT (a AND b))", other: "((NOT a) AND b)" },
  { why: "a quoted name", one: '("A" > 0)', other: "(a > 0)" },
  { why: "a length that cuts", one: "('abc'::character varying(2))::text", other: "'abc'::text" },
])("$why is a difference", ({ one, other }) => {
  expect(canonicalSql(one)).not.toBe(canonicalSql(other));
});

it("a view over one relation is the same with and without the relation's name before its columns", () => {
  const before16 = "SELECT t.a, (SELECT max(o.x) FROM public.o WHERE o.a = t.a) FROM public.orders t WHERE (t.a > 1);";
  const since16 = "SELECT a, (SELECT max(o.x) FROM public.o WHERE o.a = t.a) FROM public.orders t WHERE (a > 1);";

  expect(canonicalSql(before16, "without sole prefix")).toBe(canonicalSql(since16, "without sole prefix"));
  expect(canonicalSql(before16)).not.toBe(canonicalSql(since16));
});

it("over two relations the names stay, because they say which column is meant", () => {
  const one = "SELECT a.x FROM (a JOIN b ON ((a.id = b.id)))";
  const other = "SELECT b.x FROM (a JOIN b ON ((a.id = b.id)))";

  expect(canonicalSql(one, "without sole prefix")).not.toBe(canonicalSql(other, "without sole prefix"));
});

it("text of 200,000 brackets and quotes is read in linear time", async () => {
  const text = `${"'".repeat(100_001)}${"[)".repeat(50_000)}`;

  expect(await processorMs(() => canonicalSql(text))).toBeLessThan(2000);
});
