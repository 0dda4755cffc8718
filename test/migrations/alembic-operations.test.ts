import { describe, expect, test } from "vitest";
import { deeds, reportOf, summary } from "./files.ts";

describe("what can be read", () => {
  const cases: [why: string, body: string, done: string[], more?: string][] = [
    [
      "a table with its columns, constraints left out",
      `op.create_table("orders", sa.Column("id", sa.Integer(), nullable=False), sa.Column(name="total"), sa.PrimaryKeyConstraint("id"), schema="billing")`,
      ["create billing.orders(id, total)"],
    ],
    ["keywords", `op.create_table(table_name="orders")\nop.drop_table(table_name="x")`, ["create orders()", "drop x"]],
    ["rename", `op.rename_table("a", "b", schema="s")`, ["rename s.a to b"]],
    ["schema=None", `op.drop_table("a", schema=None)`, ["drop a"]],
    ["a constant", `op.create_table(TABLE)`, ["create orders()"], `TABLE = "orders"`],
    ["an annotated constant", `op.create_table(TABLE)`, ["create orders()"], `TABLE: str = "orders"`],
    ["an f-string over constants", `op.create_table(f"{PREFIX}_orders")`, ["create app_orders()"], `PREFIX = "app"`],
    [
      "percent and format",
      `op.drop_table("%s_%s" % (A, "x"))\nop.drop_table("{}_{b}".format(A, b=A))`,
      ["drop a_x", "drop a_a"],
      `A = "a"`,
    ],
    ["methods of texts", `op.drop_table("_".join(["a", "b"]).upper().lower().replace("b", "c"))`, ["drop a_c"]],
    ["a loop over a list", `for t in ["a", "b"]:\n    op.drop_table(t)`, ["drop a", "drop b"]],
    [
      "a loop over pairs, and over a dictionary",
      `for t, c in (("a", "x"), ("b", "y")):\n    op.add_column(t, sa.Column(c))\nfor t, (c, d) in {"z": ("m", "n")}.items():\n    op.drop_column(t, c)`,
      ["add a.x", "add b.y", "drop z.m"],
    ],
    [
      "a comprehension",
      `[op.drop_table(t) for t in TABLES if t != "b"]`,
      ["drop a", "drop c"],
      `TABLES = ["a", "b", "c"]`,
    ],
    [
      "break and continue",
      `for t in "abcd":\n    if t == "a":\n        continue\n    if t == "c":\n        break\n    op.drop_table(t)`,
      ["drop b"],
    ],
    [
      "enumerate, zip, range, sorted, reversed",
      `for i, t in enumerate(["a", "b"], start=1):\n    op.drop_table(f"{t}{i}")\nfor n in range(2):\n    op.drop_table(f"p{n}")\nfor a, b in zip("x", "y"):\n    op.rename_table(a, b)`,
      ["drop a1", "drop b2", "drop p0", "drop p1", "rename x to y"],
    ],
    [
      "a helper of the file with literal arguments, defaults and *columns",
      `make("orders", sa.Column("total"))\nmake("users", schema="auth")`,
      ["create orders(id, total, created_at)", "create auth.users(id, created_at)"],
      `def stamps():\n    return [sa.Column("created_at", sa.DateTime())]\n\ndef make(name, *columns, schema=None):\n    op.create_table(name, sa.Column("id"), *columns, *stamps(), schema=schema)`,
    ],
    [
      "a helper that takes op",
      `drop(op, "x")`,
      ["drop x"],
      `def drop(operations, name):\n    operations.drop_table(name)`,
    ],
    ["keywords through **", `op.create_table("a", **OPTIONS)`, ["create s.a()"], `OPTIONS = dict(schema="s")`],
    [
      "a lambda, a conditional, and arithmetic on texts",
      `d = lambda n: op.drop_table(n + "_old")\nd("a" if VERSION > 1 else "b")`,
      ["drop a_old"],
      "VERSION = 2",
    ],
    [
      "lists that grow",
      `names = ["a"]\nnames.append("b")\nnames += ["c"]\nfor n in names:\n    op.drop_table(n)`,
      ["drop a", "drop b", "drop c"],
    ],
    [
      "a batch block: the same table, whatever recreate says",
      `with op.batch_alter_table("orders", schema="s", recreate="always") as batch_op:\n    batch_op.add_column(sa.Column("note"))\n    batch_op.drop_column("old")\n    batch_op.alter_column("a", new_column_name="b")\n    batch_op.alter_column("c", nullable=True)\n    batch_op.create_index("i", ["note"])`,
      ["add s.orders.note", "drop s.orders.old", "rename s.orders.a to b"],
    ],
    [
      "columns",
      `op.add_column("t", sa.Column("c"), schema="s")\nop.drop_column("t", "d")\nop.alter_column("t", "e", new_column_name="f")\nop.alter_column("t", "g", nullable=False)`,
      ["add s.t.c", "drop t.d", "rename t.e to f"],
    ],
    [
      "the dialect is PostgreSQL's",
      `if op.get_bind().dialect.name == "sqlite":\n    op.create_table("lite")\nelse:\n    op.create_table("pg")\nif op.get_context().dialect.name != "postgresql":\n    return\nop.drop_table("x")`,
      ["create pg()", "drop x"],
    ],
    [
      "raw SQL, quoted, qualified, several statements",
      `op.execute('''CREATE TABLE IF NOT EXISTS "Odd Name".Orders (id int, "Total" numeric(10,2) check (1 in (1,2)), primary key (id));\n-- create table no (id int);\nDROP TABLE IF EXISTS a, s.b CASCADE; INSERT INTO x VALUES ('create table no2 (id int)')''')`,
      ["create Odd Name.orders(id, Total)", "drop a", "drop s.b"],
    ],
    [
      "SQL through text(), a connection, bindparams, concatenation",
      `bind = op.get_bind()\nbind.execute(sa.text("drop table " + T).bindparams(x=1))\nop.execute(text(f"alter table {T} rename to b"))\nbind.exec_driver_sql("alter table t add column if not exists c int, drop column d, add constraint k check (x > 1)")`,
      ["drop a", "rename a to b", "add t.c", "drop t.d"],
      `from sqlalchemy import text\nT = "a"`,
    ],
    [
      "a schema move and a renamed column in SQL",
      `op.execute("alter table a set schema archive")\nop.execute("alter table if exists only a rename column x to y")`,
      ["rename a to archive.a", "rename a.x to y"],
    ],
    [
      "statements that touch no table",
      `op.execute("update a set b = 'drop table c'")\nop.execute(sa.select(sa.func.now()))\nop.get_bind().execute(sa.table("a").insert().values(x=1))\nop.create_index("i", "a", ["b"])\nop.bulk_insert(sa.table("a"), [])\nop.execute("create temp table t (id int)")\nop.execute("create view v as select 1")`,
      [],
    ],
    [
      "a block that commits for itself",
      `with op.get_context().autocommit_block():\n    op.execute("create table a (id int)")`,
      ["create a(id)"],
    ],
    [
      "a table made by hand",
      `t = sa.Table("a", sa.MetaData(), sa.Column("id"), schema="s")\nt.create(op.get_bind(), checkfirst=True)\nOld.__table__.drop(op.get_bind())\nop.execute(CreateTable(t))`,
      ["create s.a(id)", "drop old", "create s.a(id)"],
      `from sqlalchemy.schema import CreateTable\nclass Old(Base):\n    __tablename__ = "old"\n    id = sa.Column(sa.Integer)`,
    ],
    [
      "an error that ends the migration leaves the rest certain",
      `if missing():\n    raise RuntimeError("no")\nop.drop_table("a")`,
      ["drop a"],
      "def missing():\n    return sa.inspect(op.get_bind()).has_table('a')",
    ],
    [
      "a handler that raises again",
      `try:\n    op.drop_table("a")\nexcept Exception as error:\n    raise RuntimeError from error\nfinally:\n    op.drop_table("b")`,
      ["drop a", "drop b"],
    ],
    ["columns of a query", `op.execute("create table a as select 1")`, ["create a()"]],
  ];
  test.each(cases)("%s", (why, body, done, more) => {
    expect(deeds(body, more)).toStrictEqual({
      done,
      unread: why === "columns of a query" ? ["8: the columns come from a query, a type or another table"] : [],
    });
  });

  test("several databases: upgrade(engine_name) calls one function for each", () => {
    const file = `from alembic import op
revision = "a"
down_revision = None
def upgrade(engine_name):
    globals()["upgrade_%s" % engine_name]()
def upgrade_orders():
    op.create_table("orders")
`;
    expect(summary(reportOf({ "a.py": file })).done).toStrictEqual(["create orders()"]);
  });

  test("op under another name, and its functions by theirs", () => {
    const file = `import alembic.op as migrate
from alembic.op import create_table as make, drop_table
revision = "a"
down_revision = None
def upgrade():
    migrate.create_table("a"); make("b"); drop_table("c")
`;
    expect(summary(reportOf({ "a.py": file })).done).toStrictEqual(["create a()", "create b()", "drop c"]);
  });
});
