// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of Flyway.
import { describe, expect, test } from "vitest";
import { planReplay } from "../../server/migrations/read-migrations.ts";
import { comparable } from "../../server/migrations/replay/comparable.ts";
import type { Catalog, CatalogObject } from "../../shared/catalog.ts";
import type { MigrationTool } from "../../shared/migrations.ts";
import type { ReplayPlan } from "../../shared/replay.ts";
import { files } from "./files.ts";

type Options = { tool?: MigrationTool; placeholders?: Record<string, string>; schema?: string };

function plan(contents: Record<string, string>, { tool, placeholders = {}, schema }: Options = {}): ReplayPlan {
  const planned = planReplay(files(contents), tool, { placeholders, schema });
  if (!("plan" in planned)) throw new Error(JSON.stringify(planned));
  return planned.plan;
}

/** Each step in a line: its file, whether it is one transaction, its statements. */
function gist(...given: Parameters<typeof plan>): string[] {
  return plan(...given).steps.map(({ file, isTransaction, isCallback, statements }) => {
    const list = statements.map(
      ({ sql, line, isLeftOut }) => `${line}${isLeftOut ? "-" : ""} ${sql.replace(/\s+/g, " ")}`,
    );
    return `${file}${isTransaction ? "" : " alone"}${isCallback ? " around" : ""}: ${list.join(" | ")}`;
  });
}

describe("plain SQL", () => {
  test("by name, numbers as numbers, of each the part that goes up; ways back and seeds left out", () => {
    const contents = {
      "10_b.sql": "-- migrate:up\ncreate b;\n-- migrate:down\ndrop b;",
      "9_a.sql": "create a;\n-- rollback\ndrop a;",
      "9_a.down.sql": "drop a;",
      "rollback/9_a.sql": "drop a;",
      "seeds/1.sql": "insert;",
      "notes.md": "no",
    };
    expect(gist(contents)).toEqual(["9_a.sql: 1 create a", "10_b.sql: 2 create b"]);
  });

  test("what refuses a transaction, or begins its own, runs statement by statement", () => {
    const alone = [
      "create unique index concurrently i on t (a)",
      "drop index concurrently i",
      "reindex table concurrently t",
      "vacuum full t",
      "alter system set a = 1",
      "begin",
      "alter table t detach partition p concurrently",
    ];
    const together = [
      "create index i on t (a)",
      "rollback to savepoint a",
      `create index "concurrently" on t (a)`,
      "select 'begin'",
      "create function f() returns int language plpgsql as $$ begin commit; end $$",
      "alter table begin add a int",
    ];
    const isAlone = (sql: string) => plan({ "1.sql": sql }).steps[0]?.isTransaction === false;
    expect(alone.filter((sql) => !isAlone(sql))).toEqual([]);
    expect(together.filter(isAlone)).toEqual([]);
    expect(gist({ "1.sql": "-- +goose NO TRANSACTION\n-- +goose Up\nselect 1;" })).toEqual(["1.sql alone: 3 select 1"]);
  });

  test("a dump: data, owners and psql's quiet lines are passed over, lines keep their numbers", () => {
    const dump = `\uFEFF\\restrict x
create table t (id int);
COPY t (id) FROM stdin;
1; drop table t;
\\.
alter table t owner to "some body";
comment on extension vector is 'x';`;
    expect(gist({ "1.sql": dump })).toEqual([
      `1.sql: 2 create table t (id int) | 3- COPY t (id) FROM stdin | 6- alter table t owner to "some body" | 7 comment on extension vector is 'x'`,
    ]);
    expect(plan({ "1.sql": dump }).steps[0]?.statements.at(-1)?.extension).toBe("vector");
  });

  test("an unfinished text, comment or bracket ends with the file", () => {
    for (const sql of ["select 'a; b", "select /* a; b", "select (1; 2", "select $$ a; b", 'select "a; b']) {
      expect(plan({ "1.sql": sql }).steps[0]?.statements.length, sql).toBe(1);
    }
  });
});

describe("Flyway", () => {
  test("placeholders come from the command, the directory's settings and Flyway itself; names in any case", () => {
    const contents = {
      "flyway.conf":
        "# comment\nflyway.placeholders.owner=conf\nflyway.placeholders.other = conf\nflyway.schemas=app,extra",
      "V1__a.sql": "select '${OWNER}', '${other}', '${flyway:defaultSchema}', '${flyway:filename}'; -- ${nobody}",
    };
    const options = { tool: "flyway", placeholders: { other: "given" } } as const;
    expect(gist(contents, options)).toEqual(["V1__a.sql: 1 select 'conf', 'given', 'app', 'V1__a.sql'"]);
    expect(plan(contents, options).schemas).toEqual(["app", "extra"]);
    expect(plan(contents, { ...options, schema: "live" }).schemas).toEqual(["live"]);
  });

  test("settings in flyway.toml, other marks, and scripts with settings of their own", () => {
    const toml = '[flyway]\nplaceholderPrefix = "%("\nplaceholderSuffix = ")"\n[flyway.placeholders]\nname = "toml"\n';
    expect(gist({ "flyway.toml": toml, "V1__a.sql": "select '%(name) ${name}'" }, { tool: "flyway" })).toEqual([
      "V1__a.sql: 1 select 'toml ${name}'",
    ]);
    const own = {
      "V1__a.sql": "select '${x}'",
      "V1__a.sql.conf": "executeInTransaction=false\nplaceholderReplacement=false",
    };
    expect(gist(own, { tool: "flyway" })).toEqual(["V1__a.sql alone: 1 select '${x}'"]);
  });

  test("versions, then what is repeatable, with callbacks around them; undo scripts left out", () => {
    const contents = {
      "R__b.sql": "select 4",
      "V2__b.sql": "select 3",
      "V1.1__a.sql": "select 2",
      "U2__b.sql": "select 0",
      "beforeMigrate.sql": "select 1",
      "afterMigrate__grants.sql": "select 5",
    };
    expect(gist(contents, { tool: "flyway" })).toEqual([
      "beforeMigrate.sql around: 1 select 1",
      "V1.1__a.sql: 1 select 2",
      "V2__b.sql: 1 select 3",
      "R__b.sql: 1 select 4",
      "afterMigrate__grants.sql around: 1 select 5",
    ]);
  });
});

describe("other tools", () => {
  test("Prisma by folder, golang-migrate by number, node-pg-migrate up to its down part", () => {
    const prisma = { "20240102000000_b/migration.sql": "select 2", "20240101000000_a/migration.sql": "select 1" };
    expect(gist(prisma, { tool: "prisma" })).toEqual([
      "20240101000000_a/migration.sql: 1 select 1",
      "20240102000000_b/migration.sql: 1 select 2",
    ]);
    const golang = { "10_b.up.sql": "select 2", "9_a.up.sql": "select 1", "9_a.down.sql": "select 0" };
    expect(gist(golang, { tool: "golang-migrate" })).toEqual(["9_a.up.sql: 1 select 1", "10_b.up.sql: 1 select 2"]);
    const pg = { "1700000000000_a.sql": "-- Up Migration\nselect 1;\n-- Down Migration\nselect 0;" };
    expect(gist(pg, { tool: "node-pg-migrate" })).toEqual(["1700000000000_a.sql: 2 select 1"]);
  });

  const programs: [tool: MigrationTool, contents: Record<string, string>][] = [
    ["alembic", {}],
    ["django", {}],
    ["knex", {}],
    ["typeorm", {}],
    ["rails", { "1_a.rb": "" }],
    ["node-pg-migrate", { "1700000000000_a.js": "" }],
  ];
  test.each(programs)("%s: programs are refused with that reason", (tool, contents) => {
    expect(planReplay(files(contents), tool, { placeholders: {}, schema: undefined })).toEqual({
      refused: expect.stringMatching(/program/),
    });
  });
});

describe("what is compared after a replay", () => {
  const object = (parts: Partial<CatalogObject>): CatalogObject => ({
    ...{ kind: "table", schema: "public", table: null, name: "orders", owner: "migrator", comment: null },
    ...{ grants: {}, attributes: {} },
    ...parts,
  });
  const catalog = (objects: CatalogObject[]): Catalog => ({ serverVersion: 180000, objects, roles: [], unseen: [] });

  test("what is granted to the role that owns it in the database is no difference", () => {
    const expected = catalog([object({ grants: { deploy: "SELECT", reader: "SELECT" } })]);
    const [left] = comparable(expected, catalog([object({ owner: "deploy" })]), {
      role: "migrator",
      skipped: [],
      tool: "prisma",
    });
    expect(left.objects[0]?.grants).toEqual({ reader: "SELECT" });
  });

  test("the tool's own tables, owners, extensions' versions and those left out are not", () => {
    const expected = catalog([
      object({}),
      object({ name: "kept", owner: "app" }),
      object({ kind: "schema", name: "public", comment: "a" }),
    ]);
    const live = catalog([
      object({ owner: "deploy" }),
      object({ name: "kept", owner: "deploy" }),
      object({ kind: "schema", name: "public", owner: "postgres", grants: { PUBLIC: "CREATE" } }),
      object({ name: "flyway_schema_history" }),
      object({ kind: "index", table: "flyway_schema_history", name: "flyway_pk" }),
      object({ kind: "sequence", name: "s", attributes: { "owned by": "flyway_schema_history.id" } }),
      object({ kind: "extension", schema: null, name: "vector", owner: null, attributes: { version: "1" } }),
      object({ kind: "extension", schema: null, name: "pg_trgm", owner: null, attributes: { version: "1.5" } }),
    ]);
    const [left, right] = comparable(expected, live, { role: "migrator", skipped: ["vector"], tool: "flyway" });
    const words = ({ objects }: Catalog) =>
      objects.map(({ kind, name, owner, attributes }) => `${kind} ${name} ${owner} ${Object.keys(attributes)}`.trim());
    expect(words(left)).toEqual(["table orders null", "table kept app", "schema public null"]);
    expect(words(right)).toEqual([
      "table orders null",
      "table kept deploy",
      "schema public null",
      "extension pg_trgm null",
    ]);
  });
});
