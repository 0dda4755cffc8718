import { describe, expect, test } from "vitest";
import { reportOf, revision, summary } from "./files.ts";

const ONE = { "app/db/revs/a.py": revision("a", "None"), "other/versions/z.py": revision("z", "None") };

function revisionsWith(settings: Record<string, string>, files: Record<string, string> = ONE): string[] {
  return reportOf({ ...settings, ...files }, { tool: "alembic" }).revisions.map(({ revision: id }) => id);
}

describe("where an alembic.ini says that revisions lie", () => {
  const cases: [why: string, ini: string, found: string[]][] = [
    ["version_locations", "[alembic]\nscript_location = app/db\nversion_locations = %(here)s/app/db/revs", ["a"]],
    ["script_location alone: its versions", "[alembic]\nscript_location: other", ["z"]],
    [
      "several, each on a line",
      "[alembic]\npath_separator = newline\nversion_locations =\n    app/db/revs\n    other/versions",
      ["a", "z"],
    ],
    ["several, by blanks as once", "[alembic]\nversion_locations = app/db/revs other/versions", ["a", "z"]],
    [
      "several, by colons",
      "[alembic]\nversion_path_separator = :\nversion_locations = app/db/revs:other/versions",
      ["a", "z"],
    ],
    [
      "other sections, hooks and comments say nothing",
      "[other]\nscript_location = other\n[alembic]\n# script_location = other\nversion_locations = app/db/revs\n[post_write_hooks]\nhooks = black\nscript_location = other",
      ["a"],
    ],
    [
      "what lies outside is not followed, and everything counts",
      "[alembic]\nscript_location = ../elsewhere",
      ["a", "z"],
    ],
    ["an absolute path, or none at all: everything counts", "[alembic]\nscript_location = /srv/db", ["a", "z"]],
  ];
  test.each(cases)("%s", (_why, ini, found) => {
    expect(revisionsWith({ "alembic.ini": ini }).sort()).toEqual(found);
  });

  test("a package's folder, and settings in pyproject.toml", () => {
    const files = {
      "src/app/migrations/versions/a.py": revision("a", "None"),
      "old/versions/b.py": revision("b", "None"),
    };
    expect(revisionsWith({ "src/alembic.ini": "[alembic]\nscript_location = app:migrations" }, files)).toEqual(["a"]);
    const toml = '[tool.alembic]\nversion_locations = [\n  "%(here)s/old/versions",\n]\n';
    expect(revisionsWith({ "pyproject.toml": toml }, files)).toEqual(["b"]);
  });

  test("a configuration that was copied along and fits nothing here", () => {
    expect(revisionsWith({ "alembic.ini": "[alembic]\nscript_location = migrations" }).sort()).toEqual(["a", "z"]);
  });
});

describe("constants that are imported from another file of the directory", () => {
  const constants = `from .base import PREFIX
TABLE = PREFIX + "orders"
SCHEMA = "shop"
NAMES = ["one", "two"]
class Names(str, Enum):
    USERS = "users"
class Helper:
    NAME = "never"
    def make(self): ...
def load(): ...
LOADED = load()
`;
  const files = {
    "env.py": "",
    "common/constants.py": constants,
    "common/base.py": 'PREFIX = "app_"\n',
    "common/__init__.py": "",
  };
  const done = (body: string, more: string) =>
    summary(reportOf({ ...files, "versions/a.py": revision("a", "None", { body, more }) }));

  test("by name, by module, in a class, in a list", () => {
    const more = `from app.common.constants import TABLE, SCHEMA as S, NAMES, Names
from app.common import constants
import common.constants as c`;
    const body = `op.create_table(TABLE, schema=S)
op.create_table(constants.TABLE + "_two")
op.create_table(f"{c.SCHEMA}_three")
op.create_table(Names.USERS.value)
for name in NAMES:
    op.drop_table(name)
NAMES.append("three")`;
    expect(done(body, more)).toEqual({
      done: [
        "create shop.app_orders()",
        "create app_orders_two()",
        "create shop_three()",
        "create users()",
        "drop one",
        "drop two",
      ],
      unread: [],
    });
  });

  test("what is no constant is told as before", () => {
    const more = "from app.common.constants import LOADED, Helper, nobody\nfrom elsewhere import OTHER";
    const body = "op.create_table(LOADED)\nHelper.make(op)\nop.create_table(nobody)\nop.create_table(OTHER)";
    expect(done(body, more)).toEqual({
      done: [],
      unread: [
        "9: the name of the table is not a constant",
        "10: calls app.common.constants.Helper.make, which this file does not define",
        "11: the name of the table is not a constant",
        "12: the name of the table is not a constant",
      ],
    });
  });

  test("files that import each other end", () => {
    const circle = { "common/x.py": "from .y import B\nA = 'a'\n", "common/y.py": "from .x import A\nB = A\n" };
    const report = reportOf({
      ...files,
      ...circle,
      "versions/a.py": revision("a", "None", { more: "from app.common.x import A", body: "op.create_table(A)" }),
    });
    expect(summary(report).done).toEqual(["create a()"]);
  });
});
