import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readMigrations, withDatabase } from "../../server/migrations/read-migrations.ts";
import { files, revision } from "./files.ts";

type Graph = {
  revisions: [id: string, down: string[], dependsOn: string[]][];
  heads: string[];
  rows: string[];
  /** Rows of alembic_version and what "upgrade heads" runs from there. */
  pending: [rows: string[], order: string[]][];
};

/** Random graphs with the answers of Alembic 1.8.1, those left out whose order it leaves to the hash of a set. */
const GRAPHS: Graph[] = JSON.parse(readFileSync(new URL("alembic-graphs.json", import.meta.url), "utf8"));

test("there are graphs to compare with", () => {
  expect(GRAPHS.length).toBeGreaterThan(20);
});

test.each(GRAPHS.map((graph, index): [number, Graph] => [index, graph]))(
  "graph %i: heads, rows and the order of an upgrade are Alembic's own",
  (_index, { revisions, heads, rows, pending }) => {
    const contents = revisions.map(([id, down, dependsOn]): [string, string] => {
      return [`${id}.py`, revision(id, python(down), { more: `depends_on = ${python(dependsOn)}` })];
    });
    const report = readMigrations(files(Object.fromEntries(contents)));
    if (report === undefined) throw new Error("not recognised");
    expect(report.heads).toStrictEqual(heads);
    expect([...report.versionRows].sort()).toStrictEqual(rows);
    for (const [from, order] of pending) {
      expect(withDatabase(report, { kind: "rows", rows: from }).pending).toStrictEqual(order);
    }
  },
);

function python(ids: string[]): string {
  return ids.length === 0 ? "None" : JSON.stringify(ids);
}
