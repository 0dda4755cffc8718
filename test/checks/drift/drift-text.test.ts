import { expect, it } from "vitest";
import { driftText } from "../../../server/checks/drift/drift-text.ts";
import { drifted } from "./pairs.ts";

const sides = { from: "orders on production:5432, PostgreSQL 18", to: "orders on staging:5432, PostgreSQL 18" };

it("a table that is missing stands in one place with what belonged to it; comments come last", () => {
  const text = driftText(
    [
      drifted("comment", "a", "old", "new", "public"),
      drifted("table", "orders", "table (id integer)", null, "public"),
      drifted("index", "orders.orders_at", "CREATE INDEX …", null, "public"),
      drifted("constraint", "orders.orders_pkey", "PRIMARY KEY (id)", null, "public"),
      drifted("column", "users.email", "text", "character varying(20)", "public"),
    ],
    sides,
  );

  expect(text).toBe(`5 differences: 3 missing (in from, not in to), 2 different.
  from: orders on production:5432, PostgreSQL 18
  to:   orders on staging:5432, PostgreSQL 18

schema public
  missing   table orders: statements on it fail with 42P01, relation does not exist
            table (id integer)
            with index orders_at, constraint orders_pkey
  different column users.email: values can be refused on one side, or be filled in otherwise
            from text
            to   character varying(20)
  different comment a: documentation only
            from old
            to   new
`);
});

it("owners stand together by pair of roles, named as far as there is room", () => {
  const owners = Array.from({ length: 10 }, (_one, index) =>
    drifted("owner", `t${index}`, "app", "postgres", "public"),
  );

  const lines = driftText([...owners, drifted("owner", '"odd.t"', "app", "ro", "public")], sides).split("\n");

  expect(lines.slice(5)).toStrictEqual([
    "  different owner (app in from, postgres in to): another role may alter it; functions with security definer run as that role",
    "            t0, t1, t2, t3, t4, t5, t6, t7 and 2 more",
    "  different owner (app in from, ro in to): another role may alter it; functions with security definer run as that role",
    '            "odd.t"',
    "",
  ]);
});

it("equal schemas are said to be equal, in a line", () => {
  expect(driftText([], sides)).toBe(
    "No drift: orders on staging:5432, PostgreSQL 18 has the same schema as orders on production:5432, PostgreSQL 18.\n",
  );
});

it("text from a database cannot move the cursor or turn the line round", () => {
  const text = driftText([drifted("comment", "t", "a\u001b[2Jb\u202ec\nd", null, "public")], sides);

  expect(text.split("\n")[5]).toBe("  missing   comment t: documentation only");
  expect(text.split("\n")[6]).toBe("            a [2Jb c d");
});
