import { describe, expect, test } from "vitest";
import { processorMs } from "../lib/patience.ts";
import { reportOf, summary } from "./files.ts";

/** What a migration with this body of `up` does. */
function deeds(body: string, more = ""): { done: string[]; unread: string[] } {
  const file = `class A < ActiveRecord::Migration[7.1]\n${more}  def up\n${body}\n  end\n  def down\n    drop_table :never\n  end\nend\n`;
  return summary(reportOf({ "20240101000000_a.rb": file }));
}

describe("Rails migrations as projects write them", () => {
  const cases: [why: string, body: string, done: string[]][] = [
    ["several tables at once", "drop_table :a, :b, if_exists: true", ["drop a", "drop b"]],
    [
      "a call over several lines",
      "create_table(\n  :orders,\n  id: false\n) do |t|\n  t.string :name,\n    null: false\nend",
      ["create orders(name)"],
    ],
    ["a block in one line", `create_table "o" do |t| t.integer "a"; t.text "b" end`, ["create o(id, a, b)"]],
    [
      "a block in braces, under a condition",
      "create_table(:o) { |t| t.string :s } unless table_exists?(:o)",
      ["create o(id, s) ?"],
    ],
    ["&:timestamps", "create_table :o, &:timestamps", ["create o(id, created_at, updated_at)"]],
    ["a wrapper", "safety_assured { add_column :users, :nick, :string }", ["add users.nick"]],
    [
      "through a connection",
      `ActiveRecord::Base.connection.execute "drop table gone"\nconnection.drop_table :o`,
      ["drop gone", "drop o"],
    ],
    [
      "both directions",
      `reversible do |dir|\n  dir.up { execute "create table u (id int)" }\n  dir.down do\n    execute "drop table u"\n  end\nend`,
      ["create u(id)"],
    ],
    [
      "columns of a change",
      "change_table :i, bulk: true do |t|\n  t.rename :x, :y\n  t.remove :z, :zz\n  t.string :w\nend\nremove_columns :i, :a, :b",
      ["rename i.x to y", "drop i.z", "drop i.zz", "add i.w", "drop i.a", "drop i.b"],
    ],
    [
      "options that are hashes",
      "create_table :o do |t|\n  t.references :user, foreign_key: { to_table: :people }\n  t.jsonb :data, default: {}\nend",
      ["create o(id, user_id, data)"],
    ],
    [
      "GitLab's helpers",
      "with_lock_retries do\n  create_table :o do |t|\n    t.timestamps_with_timezone\n  end\nend",
      ["create o(id, created_at, updated_at)"],
    ],
  ];
  test.each(cases)("%s", (_why, body, done) => {
    expect(deeds(body)).toEqual({ done, unread: body.includes("unless") ? expect.any(Array) : [] });
  });

  test("constants of the class stand for their values, in texts only where they are filled in", () => {
    const more = `  TABLE = :orders\n  OTHER = "purchases".freeze\n`;
    const body = `create_table TABLE\nrename_table TABLE, OTHER\nexecute "DROP TABLE #{OTHER}"\nexecute <<~SQL\n  CREATE TABLE raw_#{TABLE} (id int)\nSQL`;
    expect(deeds(body, more)).toEqual({
      done: ["create orders(id)", "rename orders to purchases", "drop purchases", "create raw_orders(id)"],
      unread: [],
    });
  });

  test("what cannot be read is told, and what goes away is told as that", () => {
    const body = `drop_table name
%i[a b].each { |t| drop_table t }
rename_table :a, name
tables.each do |t|
  create_table t
end
tidy(:x)
execute statement`;
    expect(deeds(body, "  def tidy(name)\n    drop_table name\n  end\n").unread).toEqual([
      "6: the name of the dropped table is not a constant",
      "7: the name of the dropped table is not a constant",
      "8: the name that the table is renamed to is not a constant",
      "10: the name of the table is not a constant",
      "12: calls tidy, which is not followed",
      "13: the statement that is executed is not a constant",
    ]);
  });

  test("a hostile file ends soon", async () => {
    const file = `${"create_table(".repeat(2000)}\n${"a { ".repeat(2000)}\n${"x ".repeat(100_000)}{ |t| ${"b ".repeat(100_000)}}`;
    expect(await processorMs(() => deeds(file))).toBeLessThan(10_000);
  });
});
