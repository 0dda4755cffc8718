import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { reactTo } from "../../server/react.ts";
import { startDeliveries } from "../../server/run-deliveries.ts";
import { listDisabledEndpoints } from "../../server/store/endpoints.ts";
import { listDeliveries } from "../../server/store/list-deliveries.ts";
import { listenForChanges } from "../../server/store/listen.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import type { Config } from "../../shared/config.ts";
import type { Incident } from "../../shared/incident.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../shared/time.ts";
import { webhookEventSchema } from "../../shared/webhook.ts";
import { configOf, SECRET } from "../notify/webhook.ts";
import { derivationOf, incidentOf } from "../store/incident-builder.ts";
import { createStore, type TestStore } from "../store/store.ts";
import { type Receiver, startReceiver, waitUntil } from "./receiver.ts";

const ID = "1".repeat(16);

let store: TestStore;
let clock: number;
let ends: (() => Promise<void>)[];
beforeEach(async () => {
  store = await createStore();
  clock = Date.now() + MINUTE;
  ends = [];
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  await store.close();
});

async function receiver(answer?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const started = await startReceiver(answer);
  ends.push(started.close);
  return started;
}

const logged: string[] = [];
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message: string, facts?: object) => void logged.push(message + JSON.stringify(facts)),
  error: (message: string, facts?: object) => void logged.push(message + JSON.stringify(facts)),
};

/** Delivers by the test's clock; jitter is none. */
function deliver(config: Config, leaseMs = 2 * MINUTE) {
  const worker = startDeliveries({ pool: store.pool, config, log, now: () => clock, random: () => 0.5, leaseMs });
  ends.push(worker.stop);
  return worker;
}

async function save(config: Config, ...incidents: Partial<Incident>[]): Promise<void> {
  await saveIncidents(store.pool, {
    ...derivationOf(incidents.map(incidentOf)),
    react: (change) => reactTo(change, config, clock),
  });
}

/** The deliveries of the test's incident once their attempts are `count` in all. */
function settled(count: number) {
  return waitUntil(async () => {
    const rows = await listDeliveries(store.pool, null);
    return rows.flatMap(({ attempts }) => attempts).length >= count ? rows : undefined;
  }, `${count} attempts`);
}

test("an independent verifier accepts opened, updated and resolved as they arrive, in their order", async () => {
  const to = await receiver();
  const config = configOf({ url: to.url, allowPrivate: true });
  clock = Date.now();
  const worker = deliver(config);
  for (const status of ["open", "recovering", "resolved"] as const) {
    await save(config, { status });
    clock = Date.now() + SECOND;
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
  const to = await receiver();
  const config = configOf({ url: to.url, allowPrivate: true });
  const worker = startDeliveries({ pool: store.pool, config, log, now: Date.now, random: Math.random });
  ends.push(worker.stop);
  const stopping = new AbortController();
  const listening = listenForChanges(store.url, worker.wake, stopping.signal);
  ends.push(async () => {
    stopping.abort();
    await listening;
  });
  await waitUntil(async () => {
    const { rowCount } = await store.pool.query("select 1 from pg_stat_activity where query like 'listen %'");
    return rowCount === 1 ? true : undefined;
  }, "the listener");

  await save(config, {});
  const committedAt = Date.now();

  const [first] = await to.waitFor(1);
  expect((first?.at ?? 0) - committedAt).toBeLessThan(500);
});

test("the whole schedule: ten attempts over 75 h 35 min, then it is given up", async () => {
  const to = await receiver((_request, response) => void response.writeHead(503).end());
  const config = configOf({ url: to.url, allowPrivate: true });
  await save(config, {});
  const begin = clock;
  const worker = deliver(config);
  for (const wait of [5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)]) {
    const count = to.received.length + (to.received.length === 0 ? 1 : 0);
    await settled(count);
    clock += wait - 1;
    worker.wake();
    await new Promise((done) => setTimeout(done, 50));
    expect(to.received).toHaveLength(count);
    clock += 1;
    worker.wake();
    await to.waitFor(count + 1);
  }

  const [row] = await settled(10);

  expect(row).toMatchObject({ state: "failed", type: "incident.opened" });
  expect(row?.attempts.map(({ attempt, status }) => `${attempt} ${status}`)).toStrictEqual(
    Array.from({ length: 10 }, (_, i) => `${i + 1} 503`),
  );
  expect(clock - begin).toBe(75 * HOUR + 35 * MINUTE + 5 * SECOND);
  expect(new Set(to.received.map(({ headers, body }) => headers["webhook-id"] + body)).size).toBe(1);
  expect(new Set(to.received.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(10);
});

test("410 disables the endpoint and says so; its deliveries wait", async () => {
  const to = await receiver((_request, response) => void response.writeHead(410).end());
  const config = configOf({ name: "gone", url: to.url, allowPrivate: true });
  await save(config, {}, { id: "2".repeat(16) });
  const worker = deliver(config);
  await settled(2);
  clock += DAY;
  worker.wake();
  await new Promise((done) => setTimeout(done, 100));

  expect(await listDisabledEndpoints(store.pool)).toMatchObject([
    { name: "gone", reason: expect.stringContaining("410 Gone") },
  ]);
  expect(to.received).toHaveLength(2);
  expect((await listDeliveries(store.pool, ID))[0]?.state).toBe("pending");
});

test.each([
  ["429 with Retry-After", 429, { "retry-after": "3600" }, "http-429: answered 429", HOUR],
  ["a redirect, which is not followed", 302, { location: "/elsewhere" }, "redirect: answered 302", 5 * SECOND],
  ["not found, which people mend", 404, {}, "http-404: answered 404", 5 * SECOND],
])("%s is tried again when it should be", async (_name, status, headers, error, wait) => {
  const to = await receiver((_request, response) => void response.writeHead(status, headers).end("no"));
  const config = configOf({ url: to.url, allowPrivate: true });
  await save(config, {});
  const sentAt = clock;
  deliver(config);

  const [row] = await settled(1);

  expect(row?.attempts[0]).toMatchObject({ status, error: expect.stringContaining(error) });
  expect(await dueAt()).toBe(sentAt + wait);
  expect(to.received.map(({ path }) => path)).toStrictEqual(["/hook?key=secret-in-the-address"]);
});

test.each([
  ["garbage instead of HTTP", "garbage"],
  ["a connection that is cut", "cut"],
])("%s is a failure that is tried again", async (_name, kind) => {
  const to = await receiver((_request, response) => {
    if (kind === "garbage") response.socket?.end("\0\x01 what is this\r\n\r\n");
    else response.socket?.destroy();
  });
  const config = configOf({ url: to.url, allowPrivate: true });
  await save(config, {});
  deliver(config);

  const [row] = await settled(1);

  expect(row).toMatchObject({
    state: "pending",
    attempts: [{ status: null, error: expect.stringMatching(/^broken: /) }],
  });
});

test("nothing listens: tried again, and neither log nor database tells the address's secrets", async () => {
  const to = await startReceiver();
  await to.close();
  const config = configOf({ url: to.url, allowPrivate: true });
  await save(config, {});
  deliver(config);

  const [row] = await settled(1);

  expect(row?.attempts[0]?.error).toMatch(/^connect: .*nothing listens there/);
  expect(JSON.stringify([row, logged])).not.toContain("secret-in-the-address");
  expect(row?.endpoint).toMatch(/^hook_[0-9a-f]{12}$/);
});

test("a private address is refused unless the configuration permits it, and no socket is opened", async () => {
  const to = await receiver();
  const config = configOf({ url: to.url });
  await save(config, {});
  deliver(config);

  const [row] = await settled(1);

  expect(row?.attempts[0]).toMatchObject({
    status: null,
    error: expect.stringMatching(/^address-refused: 127\.0\.0\.1/),
  });
  expect(to.received).toHaveLength(0);
});

test("an endpoint that never answers delays no other, whatever waits for it", async () => {
  const slow = await receiver(() => undefined);
  const quick = await receiver();
  const config = configOf(
    { name: "slow", url: slow.url, allowPrivate: true },
    { name: "quick", url: quick.url, allowPrivate: true },
  );
  const ids = Array.from({ length: 60 }, (_, i) => String(i).padStart(16, "0"));
  await save(config, ...ids.map((id) => ({ id })));
  const startedAt = Date.now();
  const worker = deliver(config);

  await quick.waitFor(60);
  const lastQuick = Date.now() - startedAt;
  await slow.waitFor(16);
  worker.wake();
  await new Promise((done) => setTimeout(done, 100));

  expect(lastQuick).toBeLessThan(5 * SECOND);
  expect(slow.received).toHaveLength(16);
}, 30_000);

test("sent, but the result was never recorded: sent again with the same id and body after the lease", async () => {
  const to = await receiver();
  const config = configOf({ url: to.url, allowPrivate: true });
  await save(config, {});
  await store.pool.query("alter table plumbline.delivery_attempt rename to unreachable");
  const first = deliver(config, MINUTE);
  await to.waitFor(1);
  await first.stop();
  await store.pool.query("alter table plumbline.unreachable rename to delivery_attempt");
  clock += MINUTE;
  deliver(config, MINUTE);

  const [one, two] = await to.waitFor(2);

  expect(two?.headers["webhook-id"]).toBe(one?.headers["webhook-id"]);
  expect(two?.body).toBe(one?.body);
  expect((await settled(1))[0]).toMatchObject({ state: "delivered", attempts: [{ attempt: 2, status: 200 }] });
});

test("later messages of an incident wait for an earlier one that fails, those of others do not", async () => {
  let isDown = true;
  const to = await receiver((request, response) => {
    response.writeHead(isDown && request.body.includes(ID) ? 500 : 200).end();
  });
  const config = configOf({ url: to.url, allowPrivate: true });
  const other = { id: "2".repeat(16) };
  await save(config, {}, other);
  const worker = deliver(config);
  await settled(2);
  clock += SECOND;
  await save(config, { status: "resolved" }, { ...other, status: "resolved" });
  worker.wake();
  await to.waitFor(3);
  isDown = false;
  clock += MINUTE;
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

test("a delivery whose webhook left the configuration is tried again like any other", async () => {
  await save(configOf({ name: "former", url: "https://hooks.example" }), {});
  deliver(configOf());

  const [row] = await settled(1);

  expect(row).toMatchObject({ state: "pending", attempts: [{ error: expect.stringMatching(/^not-configured: /) }] });
});

test("in maintenance messages wait for its end, and arrive then in their order", async () => {
  const to = await receiver();
  const at = (minutes: number) => new Date(clock + minutes * MINUTE).toISOString();
  const maintenance = [
    { from: at(30), to: at(90) },
    { from: at(-5), to: at(60) },
  ];
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true, maintenance });
  await save(config, {});
  await save(config, { status: "resolved" });
  const begin = clock;
  const worker = deliver(config);
  const [, opened] = await settled(1);
  const held = await dueAt();
  clock += 90 * MINUTE;
  worker.wake();

  await to.waitFor(2);

  expect(opened?.attempts[0]).toMatchObject({ status: null, error: expect.stringMatching(/^maintenance: /) });
  expect(held).toBe(begin + 90 * MINUTE);
  const types = to.received.map(({ body }) => webhookEventSchema.parse(JSON.parse(body)).type);
  expect(types).toStrictEqual(["incident.opened", "incident.resolved"]);
});

async function dueAt(): Promise<number | undefined> {
  const { rows } = await store.pool.query<{ at: Date }>(
    "select next_attempt_at as at from plumbline.delivery order by sequence",
  );
  return rows[0]?.at.getTime();
}
