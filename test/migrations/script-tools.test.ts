import { describe, expect, test } from "vitest";
import { reportAt, summary } from "./files.ts";

describe("Rails", () => {
  const directory = {
    "20240101000000_create_orders.rb": `class CreateOrders < ActiveRecord::Migration[7.1]
  def change
    create_table :orders, comment: "all orders" do |t|
      t.string :name, null: false
      t.references :user, foreign_key: true
      t.integer :a, :b
      t.timestamps
      t.index [:name]
    end
    add_column :users, :locale, :string # a comment
    create_join_table :orders, :tags
  end
end
`,
    "20240201000000_change.rb": `class Change < ActiveRecord::Migration[7.1]
  def up
    rename_table :orders, :purchases
    rename_column "users", "locale", "language"
    drop_table :old if table_exists?(:old)
    execute <<~SQL
      create table raw (id int);
    SQL
    execute "drop table #{name}"
    create_table table_name
  end

  def down
    drop_table :never
  end
end
`,
  };

  test("lines of change and up are read", () => {
    const report = reportAt(["20240101000000"], directory);
    expect(report).toMatchObject({ tool: "rails", heads: ["20240201000000"], pending: ["20240201000000"] });
    expect(summary(report)).toStrictEqual({
      done: [
        "create orders(id, name, user_id, a, b, created_at, updated_at)",
        "create orders_tags(order_id, tag_id)",
        "rename orders to purchases",
        "drop old ?",
        "create raw(id)",
        "add users.locale",
        "rename users.locale to language",
      ],
      unread: [
        "5: runs only if this holds, which the file does not tell: if table_exists?(:old)",
        "9: the name of the dropped table is not a constant",
        "10: the name of the table is not a constant",
      ],
    });
  });
});

describe("Knex", () => {
  const directory = {
    "20240101_a.js": `const T = "orders";
exports.up = async function (knex) {
  await knex.schema.withSchema("shop").createTable(T, (t) => {
    t.increments();
    t.string("name").notNullable().unique();
    t.integer("user_id").references("id").inTable("users");
    t.timestamps(true, true);
    t.index(["name"]);
  });
  if (!(await knex.schema.hasTable("logs"))) {
    await knex.schema.createTable("logs", function (table) { table.uuid("id"); });
  }
  await knex.schema.alterTable("users", (t) => { t.text("bio"); t.dropColumn("old"); t.string("x").alter(); });
  await knex.raw(\`alter table \${T} rename to "Purchases"\`);
};
exports.down = (knex) => knex.schema.dropTable("orders");
`,
    "20240102_b.ts": `import type { Knex } from "knex";
export async function up(knex: Knex): Promise<void> { return knex.schema.dropTableIfExists("a").renameTable("b", "c"); }
export async function down(knex: Knex): Promise<void> {}
`,
    "20240103_c.js": "exports.up = (knex) => seed(knex);\nexports.down = () => {};\n",
  };

  test("calls of the schema builder are read", () => {
    const report = reportAt(["20240101_a.js", "20240102_b.js"], directory);
    expect(report).toMatchObject({ tool: "knex", pending: ["20240103_c.js"] });
    expect(summary(report)).toStrictEqual({
      done: [
        "create shop.orders(id, name, user_id, created_at, updated_at)",
        "create logs(id) ?",
        "rename orders to Purchases",
        "drop a",
        "rename b to c",
        "add users.bio",
        "drop users.old",
      ],
      unread: [
        "11: runs only if this holds, which the file does not tell: ! ( await knex . schema . hasTable ( logs ) )",
        "1: calls seed, which is not followed",
      ],
    });
  });
});

test("node-pg-migrate: calls of pgm, and SQL up to its down part", () => {
  const report = reportAt(["1700000000000_a"], {
    "1700000000000_a.js": `exports.up = (pgm) => {
  pgm.createTable({ schema: "s", name: "orders" }, { id: "id", total: { type: "integer" } });
  pgm.addColumns("users", { bio: { type: "text" } });
  pgm.dropColumns("users", ["old", "older"]);
  pgm.renameColumn("users", "a", "b");
  pgm.sql("create table raw (id int)");
};
exports.down = (pgm) => { pgm.dropTable("orders"); };
`,
    "1700000000001_b.sql": "-- Up Migration\ndrop table a;\n-- Down Migration\ncreate table a (id int);\n",
  });
  expect(report).toMatchObject({ tool: "node-pg-migrate", pending: ["1700000000001_b"] });
  expect(summary(report)).toStrictEqual({
    done: [
      "create s.orders(id, total)",
      "create raw(id)",
      "drop a",
      "add users.bio",
      "drop users.old",
      "drop users.older",
      "rename users.a to b",
    ],
    unread: [],
  });
});

test("TypeORM: classes by the time in their names", () => {
  const file = (name: string, body: string) => `import { MigrationInterface, QueryRunner, Table } from "typeorm";
export class ${name} implements MigrationInterface {
  name = "${name}";
  public async up(queryRunner: QueryRunner): Promise<void> {
${body}
  }
  public async down(queryRunner: QueryRunner): Promise<void> { await queryRunner.dropTable("never"); }
}
`;
  const report = reportAt(["Init1700000000000"], {
    "2-more.ts": file(
      "More1700000000001",
      `await queryRunner.createTable(new Table({ name: "s.orders", columns: [{ name: "id", type: "int" }, { name: "x" }] }), true);
    await queryRunner.addColumn("users", new TableColumn({ name: "bio", type: "text" }));
    await queryRunner.renameTable("a", "b");`,
    ),
    "1-init.ts": file("Init1700000000000", 'await queryRunner.query(`CREATE TABLE "users" ("id" SERIAL)`);'),
  });
  expect(report).toMatchObject({ tool: "typeorm", heads: ["More1700000000001"], pending: ["More1700000000001"] });
  expect(summary(report)).toStrictEqual({
    done: ["create users(id)", "create s.orders(id, x)", "rename a to b", "add users.bio"],
    unread: [],
  });
});
