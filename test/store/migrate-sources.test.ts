import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createPool } from "../../server/lib/database.ts";
import { addAuditRow, listAuditRows } from "../../server/store/audit.ts";
import { migrate } from "../../server/store/migrate.ts";
import { readGaps } from "../../server/store/read-gaps.ts";
import { createDatabase } from "../lib/postgres.ts";

const DIRECTORY = new URL("../../server/store/migrations/", import.meta.url);
const THIS = 9;

test("a store from before keeps its audit log, and its gaps become rows of the new kind", async () => {
  const database = await createDatabase("before");
  const pool = createPool(database.url, () => undefined);
  await pool.query(
    `create schema plumbline;
     create table plumbline.migration (
       version integer primary key, name text not null, applied_at timestamptz not null default now()
     )`,
  );
  for (const name of readdirSync(DIRECTORY).sort()) {
    const version = Number.parseInt(name, 10);
    if (version >= THIS) continue;
    await pool.query(readFileSync(new URL(name, DIRECTORY), "utf8"));
    await pool.query("insert into plumbline.migration (version, name) values ($1, $2)", [version, name]);
  }
  await pool.query(
    `insert into plumbline.audit (at, who, method, action, outcome)
     values ('2026-03-01T12:00:00Z', 'ada', 'operator', 'first', 'done'), (now(), 'bob', 'token', 'second', 'asked');
     insert into plumbline.source (name) values ('s');
     insert into plumbline.source_gap values ('s', '2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z', 'quota')`,
  );

  await migrate(pool);
  const row = { who: "eve", method: "operator", address: null, target: null, outcome: "done", detail: null } as const;
  await addAuditRow(pool, { ...row, action: "third", at: Date.now() });
  const rows = await listAuditRows(pool, { limit: 10 });
  const gaps = await readGaps(pool, { from: "-infinity", to: "infinity" });
  const refused = await pool.query("delete from plumbline.audit").catch((error) => String(error));
  await pool.end();
  await database.drop();

  expect(rows.map(({ id, who, action }) => [id, who, action])).toStrictEqual([
    ["3", "eve", "third"],
    ["2", "bob", "second"],
    ["1", "ada", "first"],
  ]);
  expect(gaps).toStrictEqual([
    {
      id: expect.stringMatching(/^gap_[0-9a-f]{16}$/),
      source: "s",
      kind: "retention",
      from: "2026-03-01T10:00:00.000Z",
      to: "2026-03-01T11:00:00.000Z",
      reason: "quota",
      suppressed: null,
      filler: "nobody",
      filledAt: null,
      filledBy: null,
    },
  ]);
  expect(refused).toContain("only ever added to");
});
