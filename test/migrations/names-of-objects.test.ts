import { describe, expect, test } from "vitest";
import { reportOf, revision } from "./files.ts";

/** What every object of JavaScript has by itself, and what a migration may call all the same. */
const NAMES = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__"];

describe("names that every object has are names like others", () => {
  test("to Alembic", () => {
    const body = [
      ...NAMES.map((name) => `op.${name}("x")`),
      "conn = op.get_bind()",
      ...NAMES.flatMap((name) => [`conn.${name}("x")`, `${name}("x")`, `"a".${name}("x")`]),
      'with op.batch_alter_table("orders") as batch:',
      ...NAMES.map((name) => `    batch.${name}("x")`),
      'op.create_table("orders", sa.Column("id", sa.Integer()))',
    ].join("\n");
    const { tables, unread } = reportOf({ "a1.py": revision("a1", "None", { body }) }, { tool: "alembic" });
    expect(tables.map(({ op, table, columns }) => [op, table, columns])).toStrictEqual([["create", "orders", ["id"]]]);
    expect(unread.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(NAMES.map((name) => `op.${name} is no operation of Alembic itself`)),
    );
  });

  test("to Django", () => {
    const operations = NAMES.map((name) => `migrations.${name}("x")`).join(", ");
    const content = `from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = []
    operations = [${operations}]
`;
    const { unread } = reportOf({ "app/migrations/0001_initial.py": content }, { tool: "django" });
    expect(unread.map(({ reason }) => reason)).toStrictEqual(
      NAMES.map((name) => `the operation ${name} is not one of Django's own`),
    );
  });

  test.each(["knex", "node-pg-migrate"] as const)("to %s", (tool) => {
    const onSchema = NAMES.map((name) => `knex.schema.${name}("x");`).join("\n");
    const onTable = NAMES.map((name) => `table.${name}("x");`).join("\n");
    const content = `exports.up = (knex) => {
${onSchema}
return knex.schema.createTable("orders", (table) => { ${onTable} });
};`;
    const { tables } = reportOf({ "20260101000000_orders.js": content }, { tool });
    expect(tables.map(({ op, table }) => [op, table])).toStrictEqual([["create", "orders"]]);
  });
});
