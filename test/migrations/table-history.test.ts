import { describe, expect, test } from "vitest";
import { tableHistory } from "../../server/migrations/table-history.ts";
import type { TableHistory } from "../../shared/migrations.ts";
import { chain, reportOf } from "./files.ts";

const report = reportOf(
  chain(
    ["a", "None", { body: `op.create_table("orders")\nop.create_table("old", schema="s")\nop.create_table("tmp")` }],
    ["b", `"a"`, { body: `op.rename_table("old", "new", schema="s")\nop.drop_table("tmp")` }],
    ["c", `"b"`, { body: `op.create_table("late")\nop.create_table("tmp")` }],
  ),
);

const NOTHING: TableHistory = {
  createdIn: [],
  isApplied: null,
  pendingIn: [],
  droppedIn: null,
  renamedTo: null,
  isNeverCreated: false,
  unreadMightCreate: [],
};

describe("a missing table, and the database is at b", () => {
  const cases: [why: string, table: string, history: Partial<TableHistory>][] = [
    ["created, applied, and gone all the same", "orders", { createdIn: ["a"], isApplied: true }],
    ["created by a revision that is still to run", "late", { createdIn: ["c"], isApplied: false, pendingIn: ["c"] }],
    [
      "renamed",
      "s.old",
      { createdIn: ["a"], isApplied: true, renamedTo: { table: "new", schema: "s", revision: "b", isApplied: true } },
    ],
    ["what another was renamed to", "new", { createdIn: ["b"], isApplied: true }],
    ["made again later", "tmp", { createdIn: ["a", "c"], isApplied: true, pendingIn: ["c"] }],
    ["in another schema", "x.old", { isNeverCreated: true }],
    ["by no revision", "nobody", { isNeverCreated: true }],
  ];
  test.each(cases)("%s", (_why, table, history) => {
    expect(tableHistory(report, table, ["b"])).toStrictEqual({ ...NOTHING, ...history });
  });
});

test("dropped later, and whether that has run", () => {
  const files = chain(["a", "None", { body: `op.create_table("x")` }], ["b", `"a"`, { body: `op.drop_table("x")` }]);
  const at = (rows: string[] | null) => tableHistory(reportOf(files), "x", rows);
  expect(at(["b"]).droppedIn).toStrictEqual({ revision: "b", isApplied: true });
  expect(at(["a"]).droppedIn).toStrictEqual({ revision: "b", isApplied: false });
  expect(at(null)).toStrictEqual({
    ...NOTHING,
    createdIn: ["a"],
    pendingIn: ["a"],
    droppedIn: { revision: "b", isApplied: false },
  });
});

test("a quoted name with a dot is one name or two", () => {
  const files = chain(["a", "None", { body: `op.create_table("billing.invoices")` }]);
  expect(tableHistory(reportOf(files), "billing.invoices", ["a"]).createdIn).toStrictEqual(["a"]);
});

test("what could not be read might have created it; a condition or a column could not", () => {
  const files = chain(
    ["a", "None", { body: `op.create_table(load())` }],
    ["b", `"a"`, { body: `if load():\n    op.drop_table("y")\nop.add_column("z", load())` }],
    ["c", `"b"`, { body: `helpers.run(op)`, more: "from app import helpers" }],
  );
  expect(tableHistory(reportOf(files), "x", ["c"])).toStrictEqual({ ...NOTHING, unreadMightCreate: ["a", "c"] });
});
