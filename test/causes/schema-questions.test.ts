import { describe, expect, it } from "vitest";
import { causeOf } from "../../server/causes/index.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";

const CONTEXT = { environment: "staging", reference: "production", service: "api", requiredRows: [] };
const ALONE = { environment: "staging", service: "api", requiredRows: [] };

/** Each question as `kind environment target {params}`. */
function asked(family: FamilyId, slots: Slots, context: typeof ALONE = CONTEXT): string[] {
  return causeOf(family)
    .questions(slots, context)
    .map(({ kind, environment, target, params }) => `${kind} ${environment} ${target} ${JSON.stringify(params)}`);
}

describe("what a missing relation asks", () => {
  it("looks for the relation and the version table, here and in the reference", () => {
    expect(asked("schema.missing-relation", { relation: "orders" })).toStrictEqual([
      'relation staging orders {"relation":"orders"}',
      'relation production orders {"relation":"orders"}',
      "migrations staging applied migrations {}",
      "migrations production applied migrations {}",
    ]);
  });

  it("asks only here where nothing is the reference", () => {
    expect(asked("schema.missing-relation", { relation: "orders" }, ALONE)).toStrictEqual([
      'relation staging orders {"relation":"orders"}',
      "migrations staging applied migrations {}",
    ]);
  });

  it("names the schema that the text gave", () => {
    expect(asked("schema.missing-relation", { schema: "billing", relation: "orders" }, ALONE)[0]).toBe(
      'relation staging billing.orders {"relation":"billing.orders"}',
    );
  });

  it("asks the same questions for its other meanings, so that each is put once", () => {
    const slots = { relation: "orders" };
    const own = asked("schema.missing-relation", slots);
    const others = causeOf("schema.missing-relation").alternatives.flatMap((family) => asked(family, slots));
    expect(new Set(others.filter((question) => !own.includes(question)))).toStrictEqual(
      new Set([
        'privilege staging SELECT on orders {"relation":"orders","privilege":"SELECT"}',
        'privilege production SELECT on orders {"relation":"orders","privilege":"SELECT"}',
      ]),
    );
  });
});

describe("what other failures ask", () => {
  it.each<[family: FamilyId, slots: Slots, expected: string[]]>([
    [
      "schema.missing-column",
      { column: "locale", relation: "users" },
      [
        'column staging users.locale {"column":"locale","relation":"users"}',
        "migrations staging applied migrations {}",
      ],
    ],
    [
      "schema.missing-column",
      { column: "locale" },
      ['column staging locale {"column":"locale"}', "migrations staging applied migrations {}"],
    ],
    [
      "schema.missing-function",
      { function: "f", arguments: "integer" },
      ['function staging f {"function":"f","arguments":"integer"}', "migrations staging applied migrations {}"],
    ],
    [
      "schema.missing-function",
      { extension: "vector" },
      ['extension staging vector {"extension":"vector"}', "migrations staging applied migrations {}"],
    ],
    [
      "schema.permission-denied",
      { schema: "billing", denied: "privilege" },
      [
        'schema staging billing {"schema":"billing"}',
        'privilege staging USAGE on billing {"schema":"billing","privilege":"USAGE"}',
      ],
    ],
    ["schema.permission-denied", { relation: "docs", denied: "policy" }, ['relation staging docs {"relation":"docs"}']],
    ["schema.database-missing", { database: "nope" }, ['database staging nope {"database":"nope"}']],
    [
      "capacity.pool-exhausted",
      { pool: "QueuePool" },
      [
        "sessions staging database sessions {}",
        "connections staging connection slots {}",
        "locks staging locks {}",
        'budget staging connection budget of api {"service":"api"}',
      ],
    ],
    [
      "capacity.role-connection-limit",
      { role: "app" },
      [
        'role staging app {"role":"app"}',
        'connections staging connections of role "app" {"role":"app"}',
        "sessions staging database sessions {}",
      ],
    ],
    [
      "capacity.memory",
      { where: "container" },
      [
        'metric staging run.googleapis.com/container/memory/utilizations {"metric":"run.googleapis.com/container/memory/utilizations","service":"api"}',
      ],
    ],
    ["capacity.disk-full", { where: "container" }, []],
    ["database.restarted", {}, ["restart staging database server {}"]],
    ["data.deadlock", {}, ["deadlocks staging deadlocks {}", "locks staging locks {}"]],
    [
      "data.unique-violation",
      { constraint: "orders_pkey" },
      ['constraint staging orders_pkey {"constraint":"orders_pkey"}', 'sequence staging orders {"relation":"orders"}'],
    ],
    [
      "data.unique-violation",
      { constraint: "users_email_key" },
      ['constraint staging users_email_key {"constraint":"users_email_key"}'],
    ],
    [
      "data.foreign-key-violation",
      { constraint: "c", relation: "users", referencing: "orders" },
      ['constraint staging c {"constraint":"c","relation":"orders"}'],
    ],
    [
      "data.null-violation",
      { relation: "parent", column: "name" },
      [
        'column staging required value of parent.name {"relation":"parent","column":"name","suspect":"not-null"}',
        "migrations staging applied migrations {}",
      ],
    ],
  ])("%s of %j", (family, slots, expected) => {
    expect(asked(family, slots, ALONE)).toStrictEqual(expected);
  });

  it("compares the schemas where a value is required here and there is a reference", () => {
    expect(asked("data.null-violation", { column: "name" })).toStrictEqual([
      'drift staging staging against production {"reference":"production"}',
    ]);
  });
});
