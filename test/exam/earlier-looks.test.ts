import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sinceEarlierLooks } from "../../server/earlier-looks.ts";
import { liveChecks } from "../../server/live-checks.ts";
import { recordChecks } from "../../server/store/checks.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import type { Check, Question } from "../../shared/check.ts";
import { configSchema } from "../../shared/config.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { derivationOf, incidentOf } from "../store/incident-builder.ts";
import { createStore, type TestStore } from "../store/store.ts";

const QUESTION: Question = {
  id: "deadlocks:staging:deadlocks",
  kind: "deadlocks",
  environment: "staging",
  target: "deadlocks",
  params: {},
};

let store: TestStore;
let target: TestDatabase;
beforeAll(async () => {
  [store, target] = await Promise.all([createStore(), createDatabase("target")]);
  await runOn(
    target.url,
    "create table accounts (id int primary key, n int); insert into accounts values (1, 0), (2, 0)",
  );
});
afterAll(async () => {
  await store.close();
  await target.drop();
});

/** Two transactions that lock the same rows in another order. */
async function deadlock(): Promise<void> {
  const [a, b] = [new pg.Client({ connectionString: target.url }), new pg.Client({ connectionString: target.url })];
  await Promise.all([a.connect(), b.connect()]);
  await Promise.all([
    a.query("begin; update accounts set n = 1 where id = 1"),
    b.query("begin; update accounts set n = 2 where id = 2"),
  ]);
  const ended = await Promise.allSettled([
    a.query("update accounts set n = 1 where id = 2"),
    b.query("update accounts set n = 2 where id = 1"),
  ]);
  expect(ended.filter(({ status }) => status === "rejected")).toHaveLength(1);
  await Promise.all([a.end(), b.end()]);
}

test("a deadlock between two looks is told as one that happened in between", async () => {
  const config = configSchema.parse({ environments: [{ name: "staging", database: { url: target.url } }] });
  const ask = sinceEarlierLooks(store.pool, liveChecks(config, Date.now), Date.now);
  const look = async (): Promise<Check | undefined> => (await ask([QUESTION]))[0];
  const incident = incidentOf();
  await saveIncidents(store.pool, derivationOf([incident]));

  const first = await look();
  expect(first).toMatchObject({ outcome: "refuted" });
  if (first !== undefined) await recordChecks(store.pool, incident.id, [first]);
  await deadlock();

  let second: Check | undefined;
  for (let i = 0; i < 240 && second?.outcome !== "confirmed"; i += 1) {
    await sleep(250);
    second = await look();
  }
  expect(second).toMatchObject({ outcome: "confirmed", detail: { grown: 1, lookedAt: first?.at } });
  expect(second?.statement).toContain("counted 1 deadlock since the look at");
});
