import { describe, expect, test } from "vitest";
import { reportAt, reportOf, summary } from "./files.ts";

describe("Flyway, beside its versions", () => {
  test("a baseline stands for versions that are not there, and is left out where they are", () => {
    const squashed = { "B3__all.sql": "create table a (id int);", "V4__b.sql": "create table b (id int);" };
    const report = reportOf(squashed);
    expect(report).toMatchObject({ bases: ["3"], heads: ["4"], problems: [] });
    expect(summary(report).done).toEqual(["create a(id)", "create b(id)"]);

    const whole = { ...squashed, "V1__a.sql": "create table a (id int);" };
    expect(reportOf(whole).revisions.map(({ file }) => file)).toEqual(["V1__a.sql", "V4__b.sql"]);
  });

  test("a database that was begun with a baseline never runs what is below it", () => {
    const files = { "V1__a.sql": "select 1;", "V2__b.sql": "select 2;", "V3__c.sql": "select 3;" };
    const begun = reportAt(["<< Flyway Baseline >> 2"], files);
    expect(begun).toMatchObject({ pending: ["3"], live: { state: "behind" } });
    expect(reportAt(["<< Flyway Baseline >> 2", "3"], files).live?.state).toBe("at-head");
    expect(reportAt(["2"], files).pending).toEqual(["1", "3"]);
  });

  test("a migration in Java counts as one, and what it does is told as unread", () => {
    const report = reportAt(["1"], {
      "V1__a.sql": "create table a (id int);",
      "V2__Fill_a.java": "class V2__Fill_a extends BaseJavaMigration {}",
      "R__Views.kt": "class R__Views",
      "Helper.java": "class Helper {}",
    });
    expect(report).toMatchObject({ pending: ["2", "Views"], heads: ["2"] });
    expect(report.unread.map(({ revision, reason }) => `${revision}: ${reason}`)).toEqual([
      "2: a program, not SQL: which tables it creates or drops is not read",
      "Views: a program, not SQL: which tables it creates or drops is not read",
    ]);
  });

  test("folders for other databases are left out where one for PostgreSQL is beside them", () => {
    const table = (name: string) => `create table ${name} (id int);`;
    const report = reportOf({
      "migration/h2/V1__a.sql": table("h2"),
      "migration/mysql/V1__a.sql": table("mysql"),
      "migration/postgresql/V1__a.sql": table("postgres"),
      "migration/common/V2__b.sql": table("b"),
      "mysql/V3__c.sql": table("c"),
    });
    expect(report.problems).toEqual([]);
    expect(summary(report).done).toEqual(["create postgres(id)", "create b(id)", "create c(id)"]);
  });
});

describe("golang-migrate, beside its files", () => {
  test("test data is no migration", () => {
    const report = reportOf({
      "000001_base.up.sql": "begin;\ncreate table a (id int);\ncommit;",
      "testdata/fixtures/000001_base.up.sql": "insert into a values (1);",
      "postgres/000002_more.up.sql": "create table b (id int);",
      "sqlite/000002_more.up.sql": "create table c (id int);",
    });
    expect(report).toMatchObject({ tool: "golang-migrate", problems: [] });
    expect(summary(report).done).toEqual(["create a(id)", "create b(id)"]);
  });
});

describe("SQL as tools write it", () => {
  test("lines of psql, bodies with semicolons, and rules with several commands hide nothing", () => {
    const report = reportOf({
      "V1__dump.sql": `\\restrict abc
SET default_tablespace = '';
\\connect other
create table a (id int);
create function f() returns int language sql begin atomic; select 1; select case when true then 2 end; end;
create rule r as on delete to a do instead (insert into b values (1); drop table never);
create table b (id int);`,
    });
    expect(summary(report).done).toEqual(["create a(id)", "create b(id)"]);
  });
});

describe("JavaScript, where a project hands its own functions to up()", () => {
  const directory = {
    "1700000000000-Folders.ts": `export class Folders1700000000000 implements MigrationInterface {
  async up({ escape, runQuery, isMysql, schemaBuilder: { createTable, column, addIndex } }: Context) {
    await createTable("folder").withColumns(column("id").int.primary, column("name").text);
    await runQuery(\`create table plain (id int)\`);
    await runQuery(\`alter table \${escape.tableName("user")} add column x int\`);
    await addIndex("folder", ["name"]);
    await runQuery(statement);
  }
  async down({ schemaBuilder: { dropTable } }) { await dropTable("folder"); }
}`,
    "sqlite/1700000000000-Folders.ts":
      "export class Folders1700000000000 implements MigrationInterface { async up() {} }",
    "postgresdb/1700000000001-Own.ts": `export class Own1700000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner) { await queryRunner.query('create table own (id int)'); }
}`,
  };

  test("what is called as the schema builder's is read, SQL is, and the rest is told", () => {
    const report = reportOf(directory);
    expect(report).toMatchObject({ tool: "typeorm", problems: [] });
    expect(summary(report)).toEqual({
      done: ["create folder()", "create plain(id)", "create own(id)"],
      unread: [
        "5: the name of the table is not a constant",
        "6: calls addIndex, which is not followed",
        "7: calls runQuery, which is not followed",
      ],
    });
  });
});
