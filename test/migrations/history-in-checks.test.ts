import { describe, expect, test } from "vitest";
import { appliedRows, withTableHistory } from "../../server/migration-history.ts";
import type { Check, Question } from "../../shared/check.ts";
import type { Facts } from "../../shared/facts.ts";
import { chain, reportOf } from "./files.ts";

const report = reportOf(
  chain(
    [
      "aaa111",
      "None",
      {
        body: `op.create_table("users", sa.Column("id"), sa.Column("nick"), sa.Column("old"))
op.create_table("tmp")
op.create_table("first")`,
      },
    ],
    [
      "bbb222",
      `"aaa111"`,
      {
        body: `op.drop_table("tmp")
op.rename_table("first", "second")
op.drop_column("users", "nick")
op.alter_column("users", "old", new_column_name="older")`,
      },
    ],
    ["ccc333", `"bbb222"`, { body: `op.create_table("late")\nop.add_column("users", sa.Column("locale"))` }],
  ),
);
const unreadable = reportOf(chain(["ddd444", "None", { body: "op.create_table(load())" }]));

const question: Question = { id: "q", kind: "relation", environment: "staging", target: "late", params: {} };
const RELATION = {
  schemas: [],
  inSearchPath: false,
  kind: null,
  nearNames: [],
  searchPath: ["public"],
  schemaUsage: true,
  canSelect: null,
  currentDatabase: "app",
  role: "app",
} satisfies Facts<"relation">;
const COLUMN = {
  relationExists: true,
  columnExists: false,
  tables: [],
  nearNames: [],
  type: null,
  isNotNull: null,
  default: null,
  isGenerated: null,
} satisfies Facts<"column">;

function check(detail: Record<string, unknown>, changes: Partial<Check> = {}): Check {
  const rest = { at: "2026-03-02T10:00:00.000Z", durationMs: 1, how: "select", reason: "seen" };
  const about = { id: "q", kind: "relation", environment: "staging", target: "late" } as const;
  return { ...rest, ...about, outcome: "confirmed", statement: "It is absent.", detail, ...changes };
}

function rows(list: string[], more: Partial<Facts<"migrations">> = {}): Facts<"migrations"> {
  const reference = { reference: null, referenceRows: null, referenceReason: null };
  return {
    ...{ tool: "alembic", table: "public.alembic_version", rows: list, failed: [], userTables: 1 },
    ...reference,
    ...more,
  };
}

/** What is said after the check's own sentence about a missing table. */
function saidOfTable(table: string, at: string[] | undefined, read = report): string {
  const asked = { ...question, params: { relation: table } };
  const told = withTableHistory(check(RELATION), asked, read, at === undefined ? undefined : rows(at));
  return told.statement.replace("It is absent. ", "");
}

function saidOfColumn(column: string, at: string[]): string {
  const asked: Question = { ...question, kind: "column", params: { relation: "public.users", column } };
  return withTableHistory(check(COLUMN, { kind: "column" }), asked, report, rows(at)).statement;
}

describe("what the migrations say of a missing table", () => {
  const cases: [why: string, table: string, at: string[] | undefined, said: string][] = [
    ["pending", "late", ["bbb222"], "Revision ccc333 creates it and is not applied."],
    ["pending, nothing applied", "users", [], "Revision aaa111 creates it and is not applied."],
    ["applied", "users", ["bbb222"], "Revision aaa111 creates it and is applied: it was dropped since, or never made."],
    ["rows not known", "late", undefined, "Revision ccc333 creates it; which revisions are applied is not known."],
    ["a stranger's row", "late", ["fff"], "Revision ccc333 creates it; which revisions are applied is not known."],
    ["dropped", "tmp", ["bbb222"], "Revision bbb222 dropped it."],
    ["renamed, with its schema", "public.first", ["bbb222"], "Revision bbb222 renamed it to second."],
    ["a drop that is pending", "tmp", [], "Revision aaa111 creates it and is not applied."],
    ["never", "nobody", ["bbb222"], "No revision creates a table of this name."],
  ];
  test.each(cases)("%s", (_why, table, at, said) => {
    expect(saidOfTable(table, at)).toBe(said);
  });

  test("a revision that could not be read whole may create it", () => {
    expect(saidOfTable("x", ["ddd444"], unreadable)).toBe(
      "It may be created in ddd444, which could not be read whole.",
    );
  });

  test("the history stands in the detail, and the rest of the check as it was", () => {
    const told = withTableHistory(check(RELATION), question, report, rows(["bbb222"]));
    const history = {
      createdIn: ["ccc333"],
      isApplied: false,
      pendingIn: ["ccc333"],
      droppedIn: null,
      renamedTo: null,
      isNeverCreated: false,
      unreadMightCreate: [],
    };
    expect(told).toStrictEqual(
      check({ ...RELATION, history }, { statement: "It is absent. Revision ccc333 creates it and is not applied." }),
    );
  });
});

describe("what the migrations say of a missing column", () => {
  const cases: [why: string, column: string, at: string[], said: string][] = [
    ["pending", "locale", ["bbb222"], "It is absent. Revision ccc333 adds it and is not applied."],
    [
      "made with its table",
      "id",
      ["bbb222"],
      "It is absent. Revision aaa111 adds it and is applied: it was dropped since, or never made.",
    ],
    ["dropped", "nick", ["bbb222"], "It is absent. Revision bbb222 dropped it."],
    ["renamed", "old", ["bbb222"], "It is absent. Revision bbb222 renamed it to older."],
    ["a new name that is pending", "older", ["aaa111"], "It is absent. Revision bbb222 adds it and is not applied."],
    ["no revision adds it: nothing is said", "nobody", ["bbb222"], "It is absent."],
  ];
  test.each(cases)("%s", (_why, column, at, said) => {
    expect(saidOfColumn(column, at)).toBe(said);
  });
});

describe("checks that the history does not explain stay as they are", () => {
  const cases: [why: string, check: Check][] = [
    ["the table lies in another schema", check({ ...RELATION, schemas: ["billing"] })],
    ["the table is there", check(RELATION, { outcome: "refuted" })],
    ["it could not be seen", check({}, { outcome: "unknown" })],
    ["the column has another type", check({ ...COLUMN, columnExists: true }, { kind: "column" })],
    ["another kind", check({}, { kind: "function" })],
  ];
  test.each(cases)("%s", (_why, given) => {
    const asked: Question = { ...question, kind: given.kind, params: { relation: "users", column: "id" } };
    expect(withTableHistory(given, asked, report, rows(["bbb222"]))).toBe(given);
  });
});

describe("rows that do not tell what is applied are not used", () => {
  test("another tool's, and none at all", () => {
    expect(appliedRows(report, rows(["1"], { tool: "flyway" }))).toBeNull();
    expect(appliedRows(report, undefined)).toBeNull();
  });

  test("golang-migrate's number of a migration that failed hides the ones before it", () => {
    const read = reportOf(
      { "1_a.up.sql": "create table a ();", "2_b.up.sql": "create table b ();" },
      { tool: "golang-migrate" },
    );
    const dirty = rows([], { tool: "golang-migrate", failed: ["2"] });
    expect(appliedRows(read, dirty)).toBeNull();
    expect(appliedRows(read, { ...dirty, rows: ["1"], failed: [] })).toEqual(["1"]);
  });

  test("a version table that is empty or not there: nothing is applied", () => {
    expect(appliedRows(report, rows([], { tool: null, table: null }))).toEqual([]);
  });
});
