import { once } from "node:events";
import { createServer } from "node:http";
import express from "express";
import { afterEach, beforeEach, expect, test } from "vitest";
import { intakeRoutes } from "../../server/api/intake.ts";
import { createIntake, type Intake, type IntakeSettings } from "../../server/intake.ts";
import { createPool } from "../../server/lib/database.ts";
import { otlp } from "../../server/otlp.ts";
import { configSchema } from "../../shared/config.ts";
import { request } from "../lib/entries.ts";
import { createStore, type TestStore } from "../store/store.ts";

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

let store: TestStore;
let ends: (() => Promise<unknown>)[];
beforeEach(async () => {
  store = await createStore();
  ends = [];
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  await store.close();
});

let intake: Intake;

/** The routes alone, over real HTTP; gives the address of entries. */
async function serve(settings: Partial<IntakeSettings>): Promise<string> {
  intake = createIntake({ pool: store.pool, config: configSchema.parse({}), log, onStored: quiet, ...settings });
  const routes = intakeRoutes({ intake, log, now: Date.now, checkPush: async () => undefined, otlp });
  const server = createServer(express().use(routes)).listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
    await intake.stop();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/api/v1/entries`;
}

/** Whether a body of so many bytes would be turned away now. */
function isFull(bytes: number): boolean {
  try {
    const ticket = intake.enter("http");
    try {
      ticket.hold(bytes);
    } finally {
      ticket.leave();
    }
    return false;
  } catch {
    return true;
  }
}

const entry = (id: string) => JSON.stringify({ ...request({ at: "2026-01-01T00:00:00Z" }), insertId: id });
const post = (url: string, body: string) => fetch(url, { method: "POST", body });

test("more bodies than may be at work are sent away with a time to come again, and lose nothing", async () => {
  const url = await serve({ limits: { bodies: 4, bytes: 1 << 20 } });
  const lock = await store.pool.connect();
  await lock.query("begin; lock table plumbline.entry_key in access exclusive mode");
  const held = Array.from({ length: 4 }, (_, index) => post(url, entry(`h${index}`)));
  await expect.poll(() => isFull(0)).toBe(true);

  const turnedAway = await post(url, entry("late"));
  await lock.query("commit");
  lock.release();
  const taken = await Promise.all(held.map(async (answer) => (await (await answer).json()).accepted));
  const again = await post(url, entry("late"));

  expect([turnedAway.status, turnedAway.headers.get("retry-after")]).toStrictEqual([429, "2"]);
  expect(await turnedAway.json()).toMatchObject({ error: { code: "too-many" } });
  expect(taken).toStrictEqual([1, 1, 1, 1]);
  expect(await again.json()).toMatchObject({ accepted: 1 });
});

test("bodies together may hold so many bytes; one that is larger alone is taken", async () => {
  const url = await serve({ limits: { bodies: 10, bytes: 1000 } });
  const lock = await store.pool.connect();
  await lock.query("begin; lock table plumbline.entry_key in access exclusive mode");
  const large = post(url, entry("x".repeat(1000)));
  await expect.poll(() => isFull(1)).toBe(true);

  const turnedAway = await post(url, entry("small"));
  await lock.query("commit");
  lock.release();

  expect(turnedAway.status).toBe(429);
  expect((await large).status).toBe(200);
});

test("without a database the answer is 503 with a time to come again", async () => {
  const pool = createPool("postgres://nobody@127.0.0.1:1/nothing", quiet);
  ends.push(() => pool.end());
  const url = await serve({ pool });

  const answer = await post(url, entry("a"));

  expect([answer.status, answer.headers.get("retry-after")]).toStrictEqual([503, "2"]);
  expect(await answer.json()).toMatchObject({ error: { code: "unavailable" } });
});

test("a value that the database cannot hold is rejected alone, the others of its body are stored", async () => {
  const url = await serve({});
  await store.pool.query(
    `create function plumbline.refuse() returns trigger language plpgsql as
     $$ begin
       if new::text like '%poison%' then raise exception 'no room' using errcode = '22000'; end if;
       return new;
     end $$`,
  );
  await store.pool.query(
    "create trigger refuse before insert on plumbline.error_group for each row execute function plumbline.refuse()",
  );
  const failed = (path: string) => JSON.stringify(request({ at: "2026-01-01T00:00:00Z", status: 500, path }));

  const answer = await post(url, [failed("/a"), failed("/poison"), failed("/b")].join("\n"));

  expect(await answer.json()).toMatchObject({
    read: 3,
    accepted: 2,
    entries: [
      { outcome: "accepted" },
      { outcome: "rejected", reason: "entry cannot be stored: no room" },
      { outcome: "accepted" },
    ],
  });
});
