import { describe, expect, it } from "vitest";
import { causeOf } from "../../server/causes/index.ts";
import type { Check } from "../../shared/check.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";
import { checkOf, migrationsAt, SEEN } from "./schema-check.ts";

const ORDERS = { relation: "orders" };

function weight(family: FamilyId, check: Check, slots: Slots): number | undefined {
  return causeOf(family).weigh(check, slots, "staging")?.weight;
}

describe("what a relation check says about each meaning of 42P01", () => {
  const FAMILIES = [
    "schema.missing-relation",
    "schema.relation-in-other-schema",
    "schema.permission-denied",
    "schema.migration-behind",
    "schema.stamped-but-missing",
    "schema.database-missing",
  ] as const;

  it.each([
    ["absent", SEEN.absent(), [1, -4, -4, 1, 1.3, undefined]],
    ["found under a near name", SEEN.nearName(), [1.5, -3, -3, -1, -1.5, undefined]],
    ["in another schema", SEEN.elsewhere(), [-3, 4, -2, -2.5, -3, -2.5]],
    ["hidden by a missing USAGE", SEEN.hidden(), [-3, -1.5, 4, -2.5, -3, -3]],
    ["found but not readable", SEEN.unreadable(), [-3, -1.5, 4, -2.5, -3, -3]],
    ["there now", SEEN.visible(), [-1, -3.5, -3, -2.5, -4, -3.5]],
    ["not to be seen", SEEN.unknown(), [undefined, undefined, undefined, undefined, undefined, undefined]],
    ["absent from the reference too", SEEN.absent("production"), [0, undefined, undefined, undefined, -4, undefined]],
    ["there in the reference", SEEN.visible("production"), [0, 0.5, 0.5, undefined, 1.5, undefined]],
  ])("%s", (_why, check, expected) => {
    expect(FAMILIES.map((family) => weight(family, check, ORDERS))).toStrictEqual(expected);
  });

  it("says nothing about another relation", () => {
    expect(FAMILIES.map((family) => weight(family, SEEN.absent(), { relation: "invoices" }))).toStrictEqual(
      FAMILIES.map(() => undefined),
    );
  });
});

describe("what the version table says", () => {
  const FAMILIES = [
    "schema.missing-relation",
    "schema.migration-behind",
    "schema.stamped-but-missing",
    "schema.multiple-heads",
    "schema.unknown-revision",
    "schema.database-missing",
  ] as const;

  it.each([
    ["empty", migrationsAt("empty"), [1, 1, -3.5, undefined, -1.5, 1.5]],
    ["unstamped", migrationsAt("unstamped"), [0.5, -0.5, -3.5, undefined, undefined, 0.5]],
    ["at-head", migrationsAt("at-head", "refuted"), [-1.9, -3, 4, -1.5, -1.5, -2]],
    ["stopped half-way at the head", migrationsAt("at-head", "confirmed"), [1, 2.5, -3, -1.5, -1.5, -2]],
    ["behind", migrationsAt("behind"), [1, 2.5, -3, -1.5, -1.5, -2]],
    ["ahead", migrationsAt("ahead", "refuted"), [undefined, -2.5, 0.5, -1.5, 1.5, undefined]],
    ["unknown-revision", migrationsAt("unknown-revision"), [undefined, -2, -1, -1, 3.5, undefined]],
    ["multiple-heads", migrationsAt("multiple-heads"), [undefined, -2, -1, 3.5, -1, undefined]],
    ["stamped-but-missing", migrationsAt("stamped-but-missing"), [-1.9, -2.5, 4, -2, -2, -2]],
    [
      "other rows than the reference",
      migrationsAt("unknown", "confirmed"),
      [0.5, 1.5, -1, undefined, undefined, undefined],
    ],
    [
      "not to be seen",
      migrationsAt("unknown", "unknown"),
      [undefined, undefined, undefined, undefined, undefined, undefined],
    ],
  ])("%s", (_why, check, expected) => {
    expect(FAMILIES.map((family) => weight(family, check, ORDERS))).toStrictEqual(expected);
  });

  it("can't refute what a migration tool itself said before it was mended", () => {
    expect(weight("schema.migration-behind", migrationsAt("at-head", "refuted"), {})).toBe(-1.5);
  });

  it("names the very revision that the image lacks", () => {
    const check = checkOf("migrations", "applied migrations", "refuted", { state: "at-head", rows: ["66e0"] });
    expect(causeOf("schema.unknown-revision").weigh(check, { revision: "66e0" }, "staging")).toStrictEqual({
      effect: "supports",
      weight: 1.5,
      statement:
        "applied migrations was looked up in staging, so the version table holds 66e0, the very revision that the image lacks.",
    });
  });
});

describe("all checks of one occurrence together", () => {
  /** As `explain` counts: what the text names starts ahead of what it can also mean. */
  const START = { named: 2.5, alternative: -0.9 };

  function ranking(checks: Check[]): [family: FamilyId, total: number][] {
    const named = causeOf("schema.missing-relation");
    const sum = (family: FamilyId) => checks.reduce((total, check) => total + (weight(family, check, ORDERS) ?? 0), 0);
    const all: [FamilyId, number][] = [
      [named.id, START.named + sum(named.id)],
      ...named.alternatives.map((id): [FamilyId, number] => [id, START.alternative + sum(id)]),
    ];
    return all.sort(([, a], [, b]) => b - a);
  }

  it.each<[why: string, checks: Check[], family: FamilyId]>([
    ["absent, nothing known of migrations", [SEEN.absent(), SEEN.visible("production")], "schema.missing-relation"],
    ["absent, and the database is behind", [SEEN.absent(), migrationsAt("behind")], "schema.missing-relation"],
    ["absent at the head", [SEEN.absent(), migrationsAt("at-head", "refuted")], "schema.stamped-but-missing"],
    [
      "absent at the head, there in the reference",
      [SEEN.absent(), SEEN.visible("production"), migrationsAt("at-head", "refuted")],
      "schema.stamped-but-missing",
    ],
    [
      "absent everywhere at the head: no migration creates it",
      [SEEN.absent(), SEEN.absent("production"), migrationsAt("at-head", "refuted")],
      "schema.missing-relation",
    ],
    ["in another schema", [SEEN.elsewhere(), migrationsAt("at-head", "refuted")], "schema.relation-in-other-schema"],
    ["hidden by a privilege", [SEEN.hidden(), migrationsAt("at-head", "refuted")], "schema.permission-denied"],
    ["created since", [SEEN.visible()], "schema.missing-relation"],
    ["nothing could be seen", [SEEN.unknown(), migrationsAt("unknown", "unknown")], "schema.missing-relation"],
  ])("%s", (_why, checks, family) => {
    const [first, second] = ranking(checks);

    expect(first?.[0]).toBe(family);
    expect((first?.[1] ?? 0) - (second?.[1] ?? 0)).toBeGreaterThan(1);
  });
});

describe("what a column check says", () => {
  const LOCALE = { relation: "users", column: "locale" };
  const facts = { relationExists: true, columnExists: false, tables: [], nearNames: [], type: null };
  const look = (
    outcome: "confirmed" | "refuted" | "unknown",
    detail: Record<string, unknown> = {},
    environment?: string,
  ) => checkOf("column", "users.locale", outcome, { ...facts, ...detail }, environment);

  it.each([
    ["absent", look("confirmed"), [3, 1]],
    ["a near name", look("confirmed", { nearNames: ["local"] }), [2.5, -1]],
    ["there now", look("refuted", { columnExists: true }), [-1, -2.5]],
    ["an alias instead of a table", look("confirmed", { relationExists: false }), [0, undefined]],
    ["there in the reference", look("refuted", { columnExists: true }, "production"), [1, undefined]],
    ["not to be seen", look("unknown"), [undefined, undefined]],
  ])("%s", (_why, check, expected) => {
    const families = ["schema.missing-column", "schema.migration-behind"] as const;
    expect(families.map((family) => weight(family, check, LOCALE))).toStrictEqual(expected);
  });

  it("counts a database ahead of the image for a dropped column", () => {
    expect(weight("schema.missing-column", migrationsAt("ahead", "refuted"), LOCALE)).toBe(1);
  });
});

describe("functions, privileges and databases", () => {
  it.each<[why: string, family: FamilyId, check: Check, slots: Slots, expected: number | undefined]>([
    ["no function", "schema.missing-function", checkOf("function", "f", "confirmed"), { function: "f" }, 3],
    ["the function is there", "schema.missing-function", checkOf("function", "f", "refuted"), { function: "f" }, -1],
    [
      "there in the reference",
      "schema.missing-function",
      checkOf("function", "f", "refuted", {}, "production"),
      { function: "f" },
      1,
    ],
    [
      "no extension",
      "schema.missing-function",
      checkOf("extension", "vector", "confirmed"),
      { extension: "vector" },
      3,
    ],
    [
      "another function",
      "schema.missing-function",
      checkOf("function", "g", "confirmed"),
      { function: "f" },
      undefined,
    ],
    [
      "no SELECT",
      "schema.permission-denied",
      checkOf("privilege", "SELECT on orders", "confirmed", { has: false }),
      ORDERS,
      3.5,
    ],
    [
      "SELECT, but no USAGE on its schema",
      "schema.permission-denied",
      checkOf("privilege", "SELECT on orders", "confirmed", { has: true }),
      ORDERS,
      3.5,
    ],
    [
      "SELECT is granted",
      "schema.permission-denied",
      checkOf("privilege", "SELECT on orders", "refuted", { has: true }),
      ORDERS,
      -0.5,
    ],
    [
      "granted in the reference",
      "schema.permission-denied",
      checkOf("privilege", "SELECT on orders", "refuted", { has: true }, "production"),
      ORDERS,
      0.5,
    ],
    [
      "may be read, while 42501 was clear",
      "schema.permission-denied",
      SEEN.visible(),
      { ...ORDERS, denied: "privilege" },
      0,
    ],
    ["no such database", "schema.database-missing", checkOf("database", "nope", "confirmed"), { database: "nope" }, 3],
    [
      "there is such a database",
      "schema.database-missing",
      checkOf("database", "nope", "refuted"),
      { database: "nope" },
      -1,
    ],
    [
      "the version table of another failure",
      "schema.database-missing",
      migrationsAt("empty"),
      { database: "nope" },
      undefined,
    ],
  ])("%s", (_why, family, check, slots, expected) => {
    expect(weight(family, check, slots)).toBe(expected);
  });
});
