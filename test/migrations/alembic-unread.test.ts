import { describe, expect, test } from "vitest";
import { processorMs } from "../lib/patience.ts";
import { chain, deeds, reportOf, summary } from "./files.ts";

const doubt = (line: number, condition: string) =>
  `${line}: runs only if this holds, which the file does not tell: ${condition}`;

describe("what runs only sometimes is read and marked", () => {
  const cases: [why: string, body: string, done: string[], unread: string[]][] = [
    [
      "a question to the database",
      `if not has("a"):\n    op.create_table("a")`,
      ["create a() ?"],
      [doubt(9, `not has("a")`)],
    ],
    [
      "both roads",
      `if has("a"):\n    op.drop_table("a")\nelse:\n    op.create_table("b")`,
      ["drop a ?", "create b() ?"],
      [doubt(9, `has("a")`), doubt(11, `not (has("a"))`)],
    ],
    [
      "what follows a return that may be taken",
      `if has("a"):\n    return\nop.create_table("a")`,
      ["create a() ?"],
      [doubt(10, `not (has("a"))`)],
    ],
    [
      "a try whose failure is caught",
      `try:\n    op.drop_table("a")\nexcept Exception:\n    pass`,
      ["drop a ?"],
      [doubt(9, "it does not fail, as its failure is caught")],
    ],
    [
      "a loop over what the database says",
      `for t in sa.inspect(op.get_bind()).get_table_names():\n    op.drop_table("a")`,
      ["drop a ?"],
      [doubt(9, "for each of sa.inspect(op.get_bind()).get_table_names()")],
    ],
    [
      "a DO block",
      `op.execute("DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN CREATE TABLE a (id int); END IF; END $$")`,
      ["create a(id) ?"],
      [doubt(8, "the code of a DO block gets there")],
    ],
  ];
  test.each(cases)("%s", (_why, body, done, unread) => {
    const more = "def has(name):\n    return sa.inspect(op.get_bind()).has_table(name)";
    const shifted = unread.map((each) => each.replace(/^\d+/, (line) => String(Number(line) + 1)));
    expect(deeds(body, more)).toStrictEqual({ done, unread: shifted });
  });
});

describe("what cannot be read is reported, never guessed", () => {
  const cases: [why: string, body: string, done: string[], unread: string[], more?: string][] = [
    [
      "a name from the environment",
      `op.create_table(os.environ["T"])`,
      [],
      ["8: the name of the table is not a constant"],
    ],
    ["half a name", `op.create_table(f"part_{load()}")`, [], [`8: the name of the table ("part_…") is not a constant`]],
    [
      "SQL with an unknown name",
      `op.execute(f"alter table {load()} add column a int")`,
      [],
      ["8: the name of the table is not a constant"],
    ],
    ["SQL that is built elsewhere", `op.execute(load())`, [], ["8: the statement that is executed is not a constant"]],
    [
      "unknown values in known statements are fine",
      `op.execute(f"update a set b = {load()}")\nop.execute(f"create table a (id int default {load()})")`,
      ["create a(id)"],
      [],
    ],
    [
      "columns that come from elsewhere",
      `op.create_table("a", sa.Column("id"), *load())`,
      ["create a(id)"],
      ["8: the columns are not all constants"],
    ],
    [
      "a function of the project",
      `helpers.make_tables(op)`,
      [],
      ["8: calls app.helpers.make_tables, which this file does not define"],
      "from app import helpers",
    ],
    [
      "models that make their own tables",
      `Base.metadata.create_all(op.get_bind())`,
      [],
      ["8: creates whatever tables the models name"],
      "from app.models import Base",
    ],
    [
      "a table of an imported model",
      `Order.__table__.create(op.get_bind())`,
      [],
      ["8: a table is created that another file defines"],
      "from app.models import Order",
    ],
    [
      "rows of an imported model are rows",
      `op.execute(Order.__table__.update().values(a=1))\nop.get_bind().execute(select(Order))`,
      [],
      [],
      "from sqlalchemy import select\nfrom app.models import Order",
    ],
    [
      "an operation that Alembic does not have",
      `op.create_audit_table("a")`,
      [],
      ["8: op.create_audit_table is no operation of Alembic itself"],
    ],
    [
      "a schema that goes with all it holds",
      `op.execute("drop schema if exists old cascade")`,
      [],
      ["8: whatever tables schema old holds go with it"],
    ],
    [
      "a loop without end",
      `for a in range(9999):\n    for b in range(9999):\n        c = a + b`,
      [],
      ["8: it takes too many steps to be read"],
    ],
    [
      "a function that calls itself",
      `again()`,
      [],
      ["5: it is nested too deeply to be read"],
      "def again():\n    again()",
    ],
    [
      "text that looks like SQL inside a function body",
      `op.execute("create function f() returns void as $$ create table no (id int) $$ language sql")`,
      [],
      [],
    ],
  ];
  test.each(cases)("%s", (why, body, done, unread, more) => {
    const found = deeds(body, more);
    expect(found.done).toStrictEqual(done);
    // Lines move with what stands before; the reason is what counts.
    const reasons = (lines: string[]) => lines.map((line) => line.replace(/^\d+: /, ""));
    expect(reasons(found.unread), why).toStrictEqual(reasons(unread));
  });

  test("lines are those of the file", () => {
    expect(deeds(`x = 1\nop.create_table(load())`).unread).toStrictEqual([
      "9: the name of the table is not a constant",
    ]);
  });

  test("a hostile file ends soon", async () => {
    const bodies = [
      `${"(".repeat(5000)}1${")".repeat(5000)}`,
      `x = [1]\n${"x = x + x\n".repeat(60)}y = [*x, *x]`,
      `x = "a"\n${"x += x\n".repeat(60)}${"x = x.replace('a', x)\n".repeat(60)}`,
      `x = [1]\n${"x.extend(x)\n".repeat(60)}`,
      `x = "a"\nwhile True:\n    x = x + x\nfor i in range(10000):\n    x = x * 1000`,
      `${"if unknown():\n    pass\n".repeat(2000)}op.drop_table("a")`,
    ];
    const readAll = () => bodies.map((body) => reportOf(chain(["a", "None", { body }])));
    expect(await processorMs(readAll)).toBeLessThan(5000);
  });
});

describe("helpers in other files of the directory are followed", () => {
  const env = { "env.py": "", "script.py.mako": "" };
  const utils = `from alembic import op
import sqlalchemy as sa
from .names import prefixed

def has_table(name):
    return sa.inspect(op.get_bind()).has_table(name)

def make(name, *columns, **options):
    op.create_table(prefixed(name), sa.Column("id"), *columns, **options)

def stamps():
    return [sa.Column("created_at")]
`;
  const names = `def prefixed(name):\n    return "app_" + name\n`;
  const body = `make("orders", *stamps(), schema="s")
if not has_table("x"):
    safe_ddl.make("x")
safe_ddl.missing(op)`;
  const more =
    "from myapp.migrations.utils.safe_ddl import make, stamps, has_table\nfrom myapp.migrations.utils import safe_ddl";

  test("with their arguments, under the line that calls them", () => {
    const files = { ...env, "utils/safe_ddl.py": utils, "utils/names.py": names };
    const report = reportOf({ ...files, ...inVersions(chain(["a", "None", { body, more }])) });
    expect(report.problems).toStrictEqual([]);
    expect(summary(report)).toStrictEqual({
      done: ["create s.app_orders(id, created_at)", "create app_x(id) ?"],
      unread: [
        '11: runs only if this holds, which the file does not tell: not has_table("x")',
        "12: calls myapp.migrations.utils.safe_ddl.missing, which this file does not define",
      ],
    });
  });

  test("helpers that call each other without end are given up", () => {
    const loop = "from versions_utils.b import run as other\ndef run(op):\n    other(op)\n";
    const files = { ...env, "versions_utils/b.py": loop, "lib/c.py": loop };
    const run = { body: "c.run(op)", more: "from lib import c" };
    expect(summary(reportOf({ ...files, ...inVersions(chain(["a", "None", run])) })).done).toStrictEqual([]);
  });

  function inVersions(files: Record<string, string>): Record<string, string> {
    return Object.fromEntries(Object.entries(files).map(([path, text]) => [`versions/${path}`, text]));
  }
});
