import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readMigrations } from "../../server/migrations/read-migrations.ts";
import type { LiveMigrations } from "../../shared/migrations.ts";
import { files, reportAt, reportOf, summary } from "./files.ts";

function live(facts: Partial<LiveMigrations>): { database: { kind: "live"; facts: LiveMigrations } } {
  const nothing = { tool: null, table: "public.t", rows: [], failed: [], userTables: 1, relations: [], checksums: {} };
  return { database: { kind: "live", facts: { ...nothing, ...facts } } };
}

describe("Flyway", () => {
  const directory = {
    "V1__init.sql": "create table a (id int);\nCREATE TABLE b (id int);",
    "sub/V2_1__rename.sql": "alter table a rename to c;",
    "V10__drop.sql": "drop table b;",
    "R__views.sql": "create or replace view v as select 1;",
    "U10__drop.sql": "create table b (id int);",
  };

  test("files run by version as numbers, repeatable ones last", () => {
    const report = reportAt(["1"], directory);
    expect(report).toMatchObject({ tool: "flyway", heads: ["10"], bases: ["1"], pending: ["2.1", "10", "views"] });
    expect(report.versionRows).toStrictEqual(["1", "2.1", "10", "views"]);
    expect(report.live?.state).toBe("behind");
    expect(summary(report)).toStrictEqual({
      done: ["create a(id)", "create b(id)", "rename a to c", "drop b"],
      unread: [],
    });
    expect(report.tables.map(({ line }) => line)).toStrictEqual([1, 2, 1, 1]);
  });

  test("rows are versions whatever their zeros; its own notes are none", () => {
    const rows = ["<< Flyway Schema Creation >>", "01", "2.01", "10", "views"];
    expect(reportAt(rows, directory).live?.state).toBe("at-head");
    expect(reportAt([...rows, "11"], directory).live?.state).toBe("ahead");
    expect(reportAt([...rows, "3"], directory).live?.state).toBe("unknown-revision");
  });

  test("the checksum is that of the lines: line ends don't matter, anything else does", () => {
    const lf = reportOf(directory).checksums["1"];
    const crlf = reportOf({ "V1__init.sql": directory["V1__init.sql"].replaceAll("\n", "\r\n") }).checksums["1"];
    expect(crlf).toBe(lf);
    // CRC-32 of "123456789" is known: https://reveng.sourceforge.io/crc-catalogue/17plus.htm
    expect(reportOf({ "V1__x.sql": "12345\n6789" }).checksums["1"]).toBe(String(0xcbf43926 | 0));
    const changed = reportOf(directory, live({ tool: "flyway", rows: ["1"], checksums: { "1": "5" } }));
    expect(changed.problems).toMatchObject([{ kind: "changed-after-it-ran", revision: "1" }]);
  });
});

describe("Prisma Migrate", () => {
  const sql = `CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));`;
  const directory = {
    "migration_lock.toml": `provider = "postgresql"`,
    "20240101000000_init/migration.sql": sql,
    "20240201000000_more/migration.sql": `ALTER TABLE "User" ADD COLUMN "age" INTEGER;`,
  };

  test("a folder is a migration", () => {
    const report = reportAt(["20240101000000_init"], directory);
    expect(report).toMatchObject({ tool: "prisma", pending: ["20240201000000_more"] });
    expect(summary(report).done).toStrictEqual(["create User(id, email)", "add User.age"]);
  });

  test("one that began and did not end stops everything", () => {
    const report = reportOf(
      directory,
      live({ tool: "prisma", rows: ["20240101000000_init"], failed: ["20240201000000_more"] }),
    );
    expect(report.live?.state).toBe("behind");
    expect(report.live?.reason).toMatch(/^20240201000000_more began and did not end/);
    expect(report.problems.map(({ kind }) => kind)).toStrictEqual(["failed-migration"]);
  });

  test("the checksum is SHA-256 of the file", () => {
    expect(reportOf(directory).checksums["20240101000000_init"]).toBe(createHash("sha256").update(sql).digest("hex"));
  });
});

describe("golang-migrate", () => {
  const directory = {
    "000001_init.up.sql": "create table a (id int);",
    "000001_init.down.sql": "drop table a;",
    "000002_more.up.sql": "create table b (id int);",
    "000010_last.up.sql": "drop table b;",
  };

  test("one number stands for everything below it", () => {
    const report = reportAt(["2"], directory);
    expect(report).toMatchObject({ tool: "golang-migrate", heads: ["10"], versionRows: ["10"], pending: ["10"] });
    expect(reportAt(["10"], directory).live?.state).toBe("at-head");
    expect(reportAt(["11"], directory).live?.state).toBe("ahead");
    expect(reportAt(["7"], directory).live?.state).toBe("unknown-revision");
  });

  test("dirty is a migration that failed", () => {
    const report = reportOf(directory, live({ tool: "golang-migrate", failed: ["2"] }));
    expect(report.live).toMatchObject({ state: "behind" });
    expect(report.pending).toStrictEqual(["2", "10"]);
    expect(report.problems).toMatchObject([{ kind: "failed-migration", revision: "2" }]);
  });

  test("one number twice", () => {
    const problems = reportOf({ "1_a.up.sql": "", "01_b.up.sql": "" }).problems;
    expect(problems.map(({ kind, revision }) => `${kind} ${revision}`)).toStrictEqual(["duplicate-id 1"]);
  });
});

describe("Django", () => {
  const head = "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n";
  const shop = {
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py": `${head}    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("buyer", models.ForeignKey(to="auth.user", on_delete=models.CASCADE)),
                ("note", models.TextField(db_column="remark")),
                ("tags", models.ManyToManyField(to="shop.tag")),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(name="Tag", fields=[("id", models.AutoField())], options={"db_table": "labels"}),
        migrations.CreateModel(name="View", fields=[("id", models.AutoField())], options={"managed": False}),
    ]
`,
    "shop/migrations/0002_more.py": `${head}    dependencies = [("shop", "0001_initial"), ("people", "0001_initial")]
    operations = [
        migrations.RenameModel("Order", "Purchase"),
        migrations.AddField(model_name="purchase", name="total", field=models.IntegerField()),
        migrations.RenameModel(old_name="Tag", new_name="Label"),
        migrations.DeleteModel(name="Label"),
        migrations.AlterField("purchase", "total", models.BigIntegerField()),
        migrations.RunSQL("create table raw (id int)", reverse_sql="drop table raw"),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
`,
    "people/migrations/0001_initial.py": `${head}    dependencies = []
    operations = [migrations.CreateModel("Person", [("id", models.AutoField())])]
`,
  };

  test("models become tables by app and name, or as they say", () => {
    const report = reportOf(shop);
    expect(report.tool).toBe("django");
    expect(summary(report)).toStrictEqual({
      done: [
        "create people_person(id)",
        "create shop_order(id, buyer_id, remark)",
        "create shop_order_tags()",
        "create labels(id)",
        "rename shop_order to shop_purchase",
        "drop labels",
        "create raw(id)",
        "add shop_purchase.total",
      ],
      unread: ["6: RunPython runs forwards, which is not followed"],
    });
    expect(report.revisions.map(({ revision }) => revision)).toStrictEqual([
      "people.0001_initial",
      "shop.0001_initial",
      "shop.0002_more",
    ]);
    expect(report.heads).toStrictEqual(["people.0001_initial", "shop.0002_more"]);
    expect(report.problems).toStrictEqual([]);
  });

  test("rows of other apps are left alone", () => {
    const report = reportAt(["auth.0001_initial", "shop.0001_initial", "people.0001_initial"], shop);
    expect(report.pending).toStrictEqual(["shop.0002_more"]);
    expect(report.live?.state).toBe("behind");
    expect(reportAt([...report.versionRows, "auth.0001_initial"], shop).live?.state).toBe("at-head");
    expect(reportAt([...report.versionRows, "shop.0003_gone"], shop).live?.state).toBe("unknown-revision");
  });

  test("two leaves of one app, and a parent that is gone", () => {
    const more = {
      ...shop,
      "shop/migrations/0002_other.py": `${head}    dependencies = [("shop", "0001_initial")]\n    operations = []\n`,
      "people/migrations/0003_x.py": `${head}    dependencies = [("people", "0002_gone")]\n    operations = []\n`,
    };
    expect(reportOf(more).problems.map(({ kind, revision }) => `${kind} ${revision}`)).toStrictEqual([
      "missing-parent people.0003_x",
      "multiple-heads people.0001_initial, people.0003_x",
      "multiple-heads shop.0002_more, shop.0002_other",
    ]);
  });

  test("one app's directory alone is named by its files, or by where it lies", () => {
    const own = (path: string) => {
      const file = shop["people/migrations/0001_initial.py"];
      return readMigrations(files({ "0001_initial.py": file }), { directory: path })?.tables[0]?.table;
    };
    expect(own("/srv/app/people/migrations")).toBe("people_person");
    const inside = readMigrations(
      files({
        "0001_initial.py": shop["shop/migrations/0001_initial.py"],
        "0002_more.py": shop["shop/migrations/0002_more.py"],
      }),
      { directory: "/tmp/unpacked" },
    );
    expect(inside?.tables[0]?.table).toBe("shop_order");
  });

  test("a squashed migration stands for those it replaces", () => {
    const squashed = {
      ...shop,
      "shop/migrations/0001_squashed_0002_more.py": `${head}    replaces = [("shop", "0001_initial"), ("shop", "0002_more")]
    dependencies = [("people", "0001_initial")]
    operations = [migrations.CreateModel("Purchase", [("id", models.AutoField())])]
`,
    };
    expect(reportOf(squashed).versionRows).toStrictEqual(["people.0001_initial", "shop.0001_squashed_0002_more"]);
    const pending = (...rows: string[]) => reportAt(["people.0001_initial", ...rows], squashed).pending;
    expect(pending()).toStrictEqual(["shop.0001_squashed_0002_more"]);
    expect(pending("shop.0001_initial")).toStrictEqual(["shop.0002_more"]);
    expect(pending("shop.0001_initial", "shop.0002_more")).toStrictEqual([]);
  });

  test("state alone changes no table", () => {
    const report = reportOf({
      "a/migrations/0001_initial.py": `${head}    dependencies = []
    operations = [migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunSQL(["create table a (id int)", ("drop table b", None)])],
        state_operations=[migrations.CreateModel("X", [("id", models.AutoField())], options={"db_table": "a"})],
    ), migrations.AddField("x", "y", models.TextField())]
`,
    });
    expect(summary(report).done).toStrictEqual(["create a(id)", "drop b", "add a.y"]);
  });
});

test("a directory of no tool is none", () => {
  expect(readMigrations(files({ "README.sql": "hello", "x.py": "print(1)" }))).toBeUndefined();
  expect(readMigrations([])).toBeUndefined();
});
