import { afterAll, beforeAll, expect, test } from "vitest";
import { compareDatabases } from "../../server/drift.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { ask, environments, gist, question } from "./ask.ts";

let staging: TestDatabase;
let production: TestDatabase;

beforeAll(async () => {
  [staging, production] = await Promise.all([createDatabase("drift"), createDatabase("drift")]);
  await runOn(
    production.url,
    "create table orders (id int, note text, total numeric(10, 2)); create table servers (id int)",
  );
  await runOn(
    staging.url,
    "create table orders (id bigint, total numeric(10, 2), extra int); create table scratch (id int)",
  );
});

afterAll(() => Promise.all([staging.drop(), production.drop()]));

function both(from: string, to: string) {
  return environments([
    { name: "staging", database: { url: to } },
    { name: "production", reference: true, database: { url: from } },
  ]);
}

test("tables and columns that differ are named, columns of a missing table are not", async () => {
  const [seen] = await ask([question("drift", "schema")], { environments: both(production.url, staging.url) });
  expect(gist(seen!)).toBe(
    "confirmed: The schema of staging differs from that of production in 5 objects. Missing here: column public.orders.note and table public.servers; only here: column public.orders.extra and table public.scratch; different: column public.orders.id.",
  );
  expect(seen?.detail).toMatchObject({
    missing: ["column public.orders.note", "table public.servers"],
    isNarrow: true,
  });
});

test("the full comparison goes through the same two connections", async () => {
  const [seen] = await ask([question("drift", "schema")], {
    environments: both(production.url, staging.url),
    drift: (from, to, schemas) => compareDatabases(from, to, schemas === undefined ? {} : { schemas }),
  });
  expect(seen).toMatchObject({ outcome: "confirmed", detail: { isNarrow: false } });
  expect(seen?.detail.missing).toContain("table public.servers");
  expect(seen?.detail.extra).toContain("table public.scratch");
});

test("equal schemas agree", async () => {
  const [seen] = await ask([question("drift", "schema")], { environments: both(staging.url, staging.url) });
  expect(gist(seen!)).toBe(
    "refuted: The schema of staging agrees with that of production (tables and columns by name and type).",
  );
});

test("a comparison that is handed in gets both transactions; its failure is the reason, and the next still runs", async () => {
  const asked = [question("drift", "first"), question("drift", "second", { schema: "public" })];
  const [first, second] = await ask(asked, {
    environments: both(production.url, staging.url),
    drift: async (from, to, schemas) => {
      if (schemas === undefined) await from.query("select * from nothing_here");
      const { rows } = await to.query("select current_database() as name");
      return [
        { kind: "index", schema: schemas?.[0] ?? null, object: rows[0].name, change: "missing", from: "x", to: null },
      ];
    },
  });
  expect(first).toMatchObject({ outcome: "unknown", reason: 'relation "nothing_here" does not exist' });
  expect(second?.detail).toMatchObject({ missing: [`index public.${staging.name}`], isNarrow: false });
});

test("without a reference, or with one that is out of reach, the answer is unknown", async () => {
  const alone = environments([{ name: "staging", database: { url: staging.url } }]);
  const [seen] = await ask([question("drift", "schema")], { environments: alone });
  expect(seen).toMatchObject({
    outcome: "unknown",
    reason: "there is no other environment to compare with; mark one with reference: true",
  });
  const [far] = await ask([question("drift", "schema")], {
    environments: both("postgres://a:b@127.0.0.1:1/c", staging.url),
  });
  expect(far?.reason).toBe("production: nothing listens at 127.0.0.1:1 (connection refused)");
});
