import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startDeliveries } from "../../server/run-deliveries.ts";
import { listenForChanges } from "../../server/store/listen.ts";
import { addMaintenance, endMaintenance, listMaintenance } from "../../server/store/maintenance.ts";
import { HOUR, MINUTE, SECOND } from "../../shared/time.ts";
import { webhookEventSchema } from "../../shared/webhook.ts";
import { underLoad } from "../lib/patience.ts";
import { configOf, SECRET } from "../notify/webhook.ts";
import { type Desk, ID, openDesk } from "./desk.ts";
import { waitUntil } from "./receiver.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

test("an independent verifier accepts opened, updated and resolved as they arrive, in their order", async () => {
  const to = await desk.receiver();
  const config = configOf({ url: to.url, allowPrivate: true });
  desk.clock = Date.now();
  const worker = desk.deliver(config);
  for (const status of ["open", "recovering", "resolved"] as const) {
    await desk.save(config, { status });
    desk.clock = Date.now() + SECOND;
    worker.wake();
  }

  const events = (await to.waitFor(3)).map(({ body, headers }) => {
    return webhookEventSchema.parse(new Webhook(SECRET).verify(body, headers));
  });

  expect(events.map(({ type }) => type)).toStrictEqual(["incident.opened", "incident.updated", "incident.resolved"]);
  const revisions = events.map(({ data }) => ("incident" in data ? data.incident.revision : 0));
  expect(revisions).toStrictEqual(revisions.toSorted((a, b) => a - b));
  expect(new Set(revisions).size).toBe(3);
  expect(new Set(to.received.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
});

test("a committed change is sent as soon as the listener hears of it", async () => {
  const to = await desk.receiver();
  const config = configOf({ url: to.url, allowPrivate: true });
  const worker = startDeliveries({ pool: desk.store.pool, config, log: desk.log, now: Date.now, random: Math.random });
  desk.ends.push(worker.stop);
  const stopping = new AbortController();
  const listening = listenForChanges(desk.store.url, worker.wake, stopping.signal);
  desk.ends.push(async () => {
    stopping.abort();
    await listening;
  });
  await waitUntil(async () => {
    const { rowCount } = await desk.store.pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and query like 'listen %' and state = 'idle'",
    );
    return rowCount === 1 ? true : undefined;
  }, "the listener");

  await desk.save(config, {});
  const committedAt = Date.now();

  const [first] = await to.waitFor(1);
  expect((first?.at ?? 0) - committedAt).toBeLessThan(underLoad(2500));
});

test("the whole schedule: ten attempts over 75 h 35 min, then it is given up", async () => {
  const to = await desk.receiver((_request, response) => void response.writeHead(503).end());
  const config = configOf({ url: to.url, allowPrivate: true });
  await desk.save(config, {});
  const begin = desk.clock;
  const worker = desk.deliver(config);
  for (const wait of [5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)]) {
    const count = to.received.length + (to.received.length === 0 ? 1 : 0);
    await desk.settled(count);
    desk.clock += wait - 1;
    worker.wake();
    await new Promise((done) => setTimeout(done, 50));
    expect(to.received).toHaveLength(count);
    desk.clock += 1;
    worker.wake();
    await to.waitFor(count + 1);
  }

  const [row] = await desk.settled(10);

  expect(row).toMatchObject({ state: "failed", type: "incident.opened" });
  expect(row?.attempts.map(({ attempt, status }) => `${attempt} ${status}`)).toStrictEqual(
    Array.from({ length: 10 }, (_, i) => `${i + 1} 503`),
  );
  expect(desk.clock - begin).toBe(75 * HOUR + 35 * MINUTE + 5 * SECOND);
  expect(new Set(to.received.map(({ headers, body }) => headers["webhook-id"] + body)).size).toBe(1);
  expect(new Set(to.received.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(10);
});

test("an endpoint that never answers delays no other, whatever waits for it", async () => {
  const slowly = { now: 0, most: 0 };
  const slow = await desk.receiver((_request, response) => {
    slowly.now += 1;
    slowly.most = Math.max(slowly.most, slowly.now);
    response.on("close", () => {
      slowly.now -= 1;
    });
  });
  const quick = await desk.receiver();
  const config = configOf(
    { name: "slow", url: slow.url, allowPrivate: true },
    { name: "quick", url: quick.url, allowPrivate: true },
  );
  const ids = Array.from({ length: 60 }, (_, i) => String(i).padStart(16, "0"));
  await desk.save(config, ...ids.map((id) => ({ id })));
  const startedAt = Date.now();
  const worker = desk.deliver(config);

  await quick.waitFor(60);
  const lastQuick = Date.now() - startedAt;
  await slow.waitFor(16);
  worker.wake();
  await new Promise((done) => setTimeout(done, 100));

  expect(lastQuick).toBeLessThan(underLoad(5 * SECOND));
  expect(slowly.most, "at once").toBe(16);
});

test("a backlog longer than its lane drains as fast as the endpoint takes it, not once a lease", async () => {
  const to = await desk.receiver();
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true });
  const ids = Array.from({ length: 450 }, (_, i) => String(i).padStart(16, "0"));
  await desk.save(config, ...ids.map((id) => ({ id })));
  desk.deliver(config);

  await to.waitFor(450);

  expect(new Set(to.received.map(({ headers }) => headers["webhook-id"])).size).toBe(450);
});

test("maintenance that a person sets holds messages back, and ending it sends them", async () => {
  const to = await desk.receiver();
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true });
  const { pool } = desk.store;
  const begin = desk.clock;
  const kept = await addMaintenance(pool, {
    ...{ endpoint: "pager", from: begin - MINUTE, to: begin + HOUR },
    ...{ who: "ada", reason: "the pager moves" },
  });
  await addMaintenance(pool, { endpoint: "other", from: begin, to: begin + HOUR, who: "ada", reason: "elsewhere" });
  await desk.save(config, {});
  const worker = desk.deliver(config);
  await waitUntil(async () => ((await desk.dueAt()) === begin + HOUR ? true : undefined), "the message to be held");

  await endMaintenance(pool, kept.id, begin);
  worker.wake();

  await to.waitFor(1);
  expect((await listMaintenance(pool, begin)).map(({ endpoint }) => endpoint)).toStrictEqual(["other"]);
  await expect(endMaintenance(pool, kept.id, begin)).rejects.toThrow("There is no maintenance");
});

test("the first 2 kB of an answer are kept, without the secrets that it repeats", async () => {
  const to = await desk.receiver((_request, response) => {
    response.writeHead(500).end(`password=hunter2secret ${"x".repeat(5000)}`);
  });
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true });
  await desk.save(config, {});
  desk.deliver(config);

  const [row] = await desk.settled(1);

  const { answer, error } = row?.attempts[0] ?? {};
  expect(answer).toMatch(/^password=«redacted:password:[0-9a-f]{8}» x+$/);
  expect(answer?.length).toBeGreaterThan(1900);
  expect(answer?.length).toBeLessThan(2100);
  expect(error).not.toContain("hunter2");
});

test("sent, but the result was never recorded: sent again with the same id and body after the lease", async () => {
  const to = await desk.receiver();
  const config = configOf({ url: to.url, allowPrivate: true });
  await desk.save(config, {});
  await desk.store.pool.query("alter table plumbline.delivery_attempt rename to unreachable");
  const first = desk.deliver(config, MINUTE);
  await to.waitFor(1);
  await first.stop();
  await desk.store.pool.query("alter table plumbline.unreachable rename to delivery_attempt");
  desk.clock += MINUTE;
  desk.deliver(config, MINUTE);

  const [one, two] = await to.waitFor(2);

  expect(two?.headers["webhook-id"]).toBe(one?.headers["webhook-id"]);
  expect(two?.body).toBe(one?.body);
  expect((await desk.settled(1))[0]).toMatchObject({ state: "delivered", attempts: [{ attempt: 2, status: 200 }] });
});

test("later messages of an incident wait for an earlier one that fails, those of others do not", async () => {
  let isDown = true;
  const to = await desk.receiver((request, response) => {
    response.writeHead(isDown && request.body.includes(ID) ? 500 : 200).end();
  });
  const config = configOf({ url: to.url, allowPrivate: true });
  const other = { id: "2".repeat(16) };
  await desk.save(config, {}, other);
  const worker = desk.deliver(config);
  await desk.settled(2);
  desk.clock += SECOND;
  await desk.save(config, { status: "resolved" }, { ...other, status: "resolved" });
  worker.wake();
  await to.waitFor(3);
  isDown = false;
  desk.clock += MINUTE;
  worker.wake();

  await to.waitFor(5);

  const story = to.received.map(({ body }) => {
    const event = webhookEventSchema.parse(JSON.parse(body));
    return `${"incident" in event.data && event.data.incident.key === ID ? "failing" : "other"} ${event.type}`;
  });
  expect(story.slice(0, 2).sort()).toStrictEqual(["failing incident.opened", "other incident.opened"]);
  expect(story.slice(2)).toStrictEqual([
    "other incident.resolved",
    "failing incident.opened",
    "failing incident.resolved",
  ]);
});

test("in maintenance messages wait for its end, and arrive then in their order", async () => {
  const to = await desk.receiver();
  const at = (minutes: number) => new Date(desk.clock + minutes * MINUTE).toISOString();
  const maintenance = [
    { from: at(30), to: at(90) },
    { from: at(-5), to: at(60) },
  ];
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true, maintenance });
  await desk.save(config, {});
  await desk.save(config, { status: "resolved" });
  const begin = desk.clock;
  const worker = desk.deliver(config);
  const held = await waitUntil(async () => {
    const at = await desk.dueAt();
    return at === begin + 90 * MINUTE ? at : undefined;
  }, "the first message to be held");
  desk.clock += 90 * MINUTE;
  worker.wake();

  await to.waitFor(2);

  const [, opened] = await desk.settled(2);
  expect(held).toBe(begin + 90 * MINUTE);
  expect(opened?.attempts).toMatchObject([{ attempt: 1, status: 200 }]);
  const types = to.received.map(({ body }) => webhookEventSchema.parse(JSON.parse(body)).type);
  expect(types).toStrictEqual(["incident.opened", "incident.resolved"]);
});
