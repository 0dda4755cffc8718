import { describe, expect, test } from "vitest";
import { chain, reportAt, reportOf, revision } from "./files.ts";

function shape(contents: Record<string, string | Uint8Array>) {
  const { heads, bases, branchPoints, mergePoints, versionRows, problems } = reportOf(contents);
  return { heads, bases, branchPoints, mergePoints, versionRows, problems: problems.map(({ kind }) => kind) };
}

const PLAIN = { heads: ["c"], bases: ["a"], branchPoints: [], mergePoints: [], versionRows: ["c"], problems: [] };

describe("how a revision names what it follows", () => {
  const ways: [why: string, down: string][] = [
    ["a text", `"b"`],
    ["a tuple of one", `("b",)`],
    ["a list", `["b"]`],
    ["texts in a row", `"" "b"`],
    ["a name", "PARENT"],
    ["an f-string", `f"{PARENT}"`],
  ];
  test.each(ways)("%s", (_why, down) => {
    const files = { ...chain(["a", "None"], ["b", `"a"`]), "c.py": `PARENT = "b"\n${revision("c", down)}` };
    expect(shape(files)).toStrictEqual(PLAIN);
  });

  test("annotated, with the types of newer templates", () => {
    const c = revision("c", `"b"`)
      .replace("revision =", "revision: str =")
      .replace("down_revision:", "down_revision: Union[str, Sequence[str], None]");
    expect(shape({ ...chain(["a", "None"], ["b", `"a"`]), "c.py": c })).toStrictEqual(PLAIN);
  });

  test("in other encodings: a byte order mark, CRLF, a coding line", () => {
    const encoder = new TextEncoder();
    const latin = Buffer.from(`# -*- coding: latin-1 -*-\n# f\xfcr\n${revision("c", `"b"`)}`, "latin1");
    const files = {
      "a.py": encoder.encode(`\uFEFF${revision("a", "None")}`),
      "b.py": encoder.encode(revision("b", `"a"`).replaceAll("\n", "\r\n")),
      "c.py": latin,
    };
    expect(shape(files)).toStrictEqual(PLAIN);
  });

  test("where the variable can't be read the docstring stands in, and the report says so", () => {
    const c = `"""add\n\nRevision ID: c\nRevises: b\n"""\n${revision("c", "load_parent()")}`;
    const report = reportOf({ ...chain(["a", "None"], ["b", `"a"`]), "c.py": c });
    expect(report.heads).toStrictEqual(["c"]);
    expect(report.unread).toStrictEqual([
      { revision: "c", line: 1, reason: 'down_revision is not a constant; the docstring says "b"' },
    ]);
  });

  test("labels that are imported are unread", () => {
    const more = "from app.labels import BRANCH\nbranch_labels = (BRANCH,)";
    const report = reportOf(chain(["a", "None", { more }]));
    expect(report.revisions[0]?.branchLabels).toStrictEqual([]);
    expect(report.unread).toStrictEqual([{ revision: "a", line: 1, reason: "branch_labels is not a constant" }]);
  });
});

describe("branches", () => {
  const fork = chain(["a", "None"], ["b1", `"a"`], ["b2", `"a"`]);

  test("a fork has two heads, and upgrading to head is refused", () => {
    expect(shape(fork)).toStrictEqual({
      heads: ["b1", "b2"],
      bases: ["a"],
      branchPoints: ["a"],
      mergePoints: [],
      versionRows: ["b1", "b2"],
      problems: ["multiple-heads"],
    });
  });

  test("a merge joins them", () => {
    expect(shape({ ...fork, ...chain(["m", `("b1", "b2")`]) })).toStrictEqual({
      heads: ["m"],
      bases: ["a"],
      branchPoints: ["a"],
      mergePoints: ["m"],
      versionRows: ["m"],
      problems: [],
    });
  });

  test("a dependency across branches replaces the row it stands on, though both stay heads", () => {
    const files = chain(["a1", "None"], ["a2", `"a1"`], ["b1", "None"], ["b2", `"b1"`, { more: `depends_on = "a2"` }]);
    expect(shape(files)).toStrictEqual({
      heads: ["a2", "b2"],
      bases: ["a1", "b1"],
      branchPoints: [],
      mergePoints: [],
      versionRows: ["b2"],
      problems: ["multiple-heads"],
    });
  });

  test("a dependency in the middle of a branch leaves both rows", () => {
    const files = chain(
      ["a1", "None"],
      ["a2", `"a1"`],
      ["b1", "None"],
      ["b2", `"b1"`, { more: `depends_on = ("a1",)` }],
    );
    expect([...shape(files).versionRows].sort()).toStrictEqual(["a2", "b2"]);
  });

  test("a dependency may be a branch label", () => {
    const files = chain(
      ["a1", "None", { more: `branch_labels = ("core",)` }],
      ["b1", "None", { more: `depends_on = "core"` }],
    );
    expect(shape(files).versionRows).toStrictEqual(["b1"]);
    expect(reportOf(files).revisions[1]).toStrictEqual({
      revision: "b1",
      down: [],
      dependsOn: ["core"],
      branchLabels: [],
      file: "b1.py",
    });
  });
});

describe("what is pending, in the order in which it would run", () => {
  const merged = chain(
    ["a", "None"],
    ["b1", `"a"`],
    ["b2", `"b1"`],
    ["c1", `"a"`],
    ["m", `("b2", "c1")`],
    ["n", `"m"`],
  );
  const cases: [rows: string[], pending: string[]][] = [
    [[], ["a", "c1", "b1", "b2", "m", "n"]],
    [["a"], ["c1", "b1", "b2", "m", "n"]],
    [["b1"], ["c1", "b2", "m", "n"]],
    [
      ["b2", "c1"],
      ["m", "n"],
    ],
    [["c1"], ["b1", "b2", "m", "n"]],
    [["n"], []],
  ];
  test.each(cases)("from %j", (rows, pending) => {
    expect(reportAt(rows, merged).pending).toStrictEqual(pending);
  });

  test("what others depend on comes first", () => {
    const files = chain(["a1", "None"], ["a2", `"a1"`], ["b1", "None"], ["b2", `"b1"`, { more: `depends_on = "a2"` }]);
    const { pending } = reportAt(["b1"], files);
    expect(pending).toStrictEqual(["a1", "a2", "b2"]);
    expect(reportAt(["b2"], files).pending).toStrictEqual([]);
  });

  test("nothing is asked for, nothing is pending", () => {
    expect(reportOf(merged)).toMatchObject({ pending: [], live: null });
  });
});

describe("where a database stands by its rows", () => {
  const fork = chain(["a", "None"], ["b1", `"a"`], ["b2", `"a"`]);
  const cases: [why: string, rows: string[], files: Record<string, string>, state: string][] = [
    ["the head", ["b1"], chain(["a", "None"], ["b1", `"a"`]), "at-head"],
    ["below the head", ["a"], chain(["a", "None"], ["b1", `"a"`]), "behind"],
    ["a row that no file has", ["zzz"], fork, "unknown-revision"],
    ["one of two heads", ["b1"], fork, "multiple-heads"],
    ["both of two heads", ["b1", "b2"], fork, "at-head"],
    ["no row", [], fork, "empty"],
  ];
  test.each(cases)("%s", (_why, rows, files, state) => {
    expect(reportAt(rows, files).live).toMatchObject({ state, rows });
  });

  test("a revision nobody has leaves nothing pending: Alembic can't tell either", () => {
    expect(reportAt(["b1", "zzz"], fork).pending).toStrictEqual([]);
  });
});

describe("problems", () => {
  function problemsOf(contents: Record<string, string | Uint8Array>) {
    return reportOf(contents).problems.map(({ kind, revision: id, message }) => `${kind} ${id}: ${message}`);
  }

  test("a parent that no file has", () => {
    expect(problemsOf(chain(["a", "None"], ["b", `"gone"`]))[0]).toBe(
      "missing-parent b: b.py follows revision gone, which no file has: Alembic fails with KeyError. Restore that file, or correct down_revision.",
    );
  });

  test("one id in two files: the last wins, the first stays among the heads as in Alembic", () => {
    const files = {
      "1.py": revision("a", "None"),
      "2.py": revision("b", `"a"`),
      "3.py": revision("b", `"a"`, { body: `op.create_table("orders")` }),
      "4.py": revision("c", `"b"`),
    };
    const report = reportOf(files);
    expect(report.heads).toStrictEqual(["b", "c"]);
    expect(report.problems.map(({ kind }) => kind)).toStrictEqual(["duplicate-id", "multiple-heads"]);
    expect(report.tables).toHaveLength(1);
    expect(report.revisions.map(({ file }) => file)).toStrictEqual(["1.py", "3.py", "4.py"]);
  });

  test.each([
    ["self-loop", chain(["a", `"a"`])],
    ["cycle", chain(["a", `"c"`], ["b", `"a"`], ["c", `"b"`])],
    ["cycle", chain(["x", "None"], ["a", `("x", "b")`], ["b", `"a"`], ["c", `"b"`])],
    ["dependency-loop", chain(["a", "None", { more: `depends_on = "a"` }])],
    [
      "dependency-cycle",
      chain(["a", "None"], ["a2", `"a"`, { more: `depends_on = "b"` }], ["b", "None", { more: `depends_on = "a2"` }]),
    ],
  ])("%s: nothing can be run", (kind, files) => {
    const report = reportOf(files, { database: { kind: "rows", rows: [] } });
    expect(report.problems.map((problem) => problem.kind)).toContain(kind);
    expect(report).toMatchObject({ pending: [], versionRows: [] });
  });

  test("a helper among the revisions breaks the directory; __init__, env.py and caches do not", () => {
    const files = {
      ...chain(["a", "None"]),
      "helpers.py": "def table_exists(name):\n    return True\n",
      "__init__.py": "",
      "env.py": "context.configure()",
      "__pycache__/a.py": "",
    };
    expect(problemsOf({ ...files, "env.py": "" })).toStrictEqual([]);
    const { "env.py": _environment, ...versions } = files;
    expect(problemsOf(versions)).toStrictEqual([
      `broken-file helpers.py: helpers.py: it sets no "revision". Alembic loads every .py file of the directory and stops at this one; mend it, or move it out.`,
    ]);
  });

  test("a syntax error is named with its line, and the chain stays whole", () => {
    const files = chain(["a", "None"], ["b", `"a"`, { body: `op.create_table("x",\npass` }], ["c", `"b"`]);
    const report = reportOf(files);
    expect(report.heads).toStrictEqual(["c"]);
    expect(report.problems).toMatchObject([{ kind: "broken-file", revision: "b" }]);
    expect(report.problems[0]?.message).toMatch(/^b\.py: line (8|9|10|11): invalid syntax\./);
  });

  test("bytes that are no UTF-8 and say nothing else", () => {
    const bytes = Buffer.from(`# f\xfcr\n${revision("a", "None")}`, "latin1");
    expect(problemsOf({ "a.py": bytes })[0]).toMatch(/^broken-file a: a\.py: it is not utf-8/);
  });

  test.each([
    ["an indent that nothing opened", `revision = "a"\ndown_revision = None\n  x = 1\n`, "line 3: unexpected indent"],
    ["Python 2", `revision = "a"\ndown_revision = None\nprint "hello"\n`, "line 3: a statement of Python 2"],
  ])("%s", (_why, text, words) => {
    expect(problemsOf({ "a.py": text })[0]).toContain(words);
  });

  test.each([
    "def f():\n    yield\n",
    "x = 24. * 3600.\n",
    "with (open('a') as a, open('b') as b):\n    pass\n",
    "match x:\n    case int():\n        pass\n",
  ])("what Python allows is no error: %j", (more) => {
    expect(problemsOf(chain(["a", "None", { more }]))).toStrictEqual([]);
  });
});
