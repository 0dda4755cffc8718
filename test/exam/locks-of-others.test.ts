import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { judge } from "../../server/checks/index.ts";
import { inspect } from "../../server/inspect/index.ts";
import type { Question } from "../../shared/check.ts";
import { configSchema } from "../../shared/config.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";

let own: TestDatabase;
let other: TestDatabase;
beforeAll(async () => {
  [own, other] = await Promise.all([createDatabase("own"), createDatabase("other")]);
  await runOn(other.url, "create table orders (id int)");
});
afterAll(async () => {
  await Promise.all([own.drop(), other.drop()]);
});

test("sessions that wait in another database of the server are not this one's", async () => {
  const [holder, waiter] = [new Client(other.url), new Client(other.url)];
  await Promise.all([holder.connect(), waiter.connect()]);
  await holder.query("begin; lock table orders in access exclusive mode");
  const waiting = waiter.query("select * from orders");
  try {
    await expect.poll(() => blockedIn(other.url)).toBe("confirmed");
    expect(await blockedIn(own.url)).toBe("refuted");
  } finally {
    await holder.query("rollback");
    await waiting;
    await Promise.all([holder.end(), waiter.end()]);
  }
});

async function blockedIn(url: string): Promise<string> {
  const question: Question = { id: "locks", kind: "locks", environment: "staging", target: "locks", params: {} };
  const { environments } = configSchema.parse({
    environments: [{ name: "staging", projects: ["p"], database: { url } }],
  });
  const [observation] = await inspect([question], { environments, now: () => 0 });
  if (observation === undefined) throw new Error("one question has one answer");
  return judge(question, observation).outcome;
}
