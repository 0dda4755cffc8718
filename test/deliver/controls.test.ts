import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { reactTo } from "../../server/react.ts";
import { startDeliveries } from "../../server/run-deliveries.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import { webhookControls } from "../../server/webhook-controls.ts";
import type { Config } from "../../shared/config.ts";
import { DEFAULT_WEBHOOK_EVENTS, webhookEventSchema } from "../../shared/webhook.ts";
import { configOf, SECRET } from "../notify/webhook.ts";
import { derivationOf, incidentOf } from "../store/incident-builder.ts";
import { createStore, type TestStore } from "../store/store.ts";
import { type Receiver, startReceiver, waitUntil } from "./receiver.ts";

let store: TestStore;
let to: Receiver;
let status = 200;
let ends: (() => Promise<void>)[];
beforeEach(async () => {
  store = await createStore();
  status = 200;
  to = await startReceiver(({ path }, response) => void response.writeHead(path === "/gone" ? status : 200).end());
  ends = [];
});
afterEach(async () => {
  for (const end of ends) await end();
  await to.close();
  await store.close();
});

const quiet = () => undefined;

function start(config: Config) {
  const worker = startDeliveries({
    pool: store.pool,
    config,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    now: Date.now,
    random: () => 0.5,
  });
  ends.push(worker.stop);
  return webhookControls(store.pool, config, { now: Date.now, wake: worker.wake });
}

test("a test reaches one endpoint, signed, whatever events it wants", async () => {
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true, events: ["incident.resolved"] });
  const controls = start(config);

  const id = await controls.test("pager");

  const [one] = await to.waitFor(1);
  expect(new Webhook(SECRET).verify(one?.body ?? "", one?.headers ?? {})).toMatchObject({
    type: "webhook.test",
    data: { endpoint: "pager" },
  });
  expect(one?.headers["webhook-id"]).toBe(id);
  await expect(controls.test("nobody")).rejects.toThrow("There is no webhook nobody; there are: pager.");
});

test("a paused endpoint gets nothing until it is enabled", async () => {
  const controls = start(configOf({ name: "pager", url: to.url, allowPrivate: true }));
  await controls.pause("pager", "Ada");
  await controls.test("pager");
  await new Promise((done) => setTimeout(done, 200));
  const whilePaused = to.received.length;
  const [state] = await controls.list();

  await controls.enable("pager");

  await to.waitFor(1);
  expect([whilePaused, state?.disabled?.reason]).toStrictEqual([0, "paused by Ada"]);
});

test("a replay is the same message under the same id with a signature of its own time", async () => {
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true });
  const controls = start(config);
  const id = await controls.test("pager");
  await waitUntil(async () => {
    const { rowCount } = await store.pool.query("select 1 from plumbline.delivery where state = 'delivered'");
    return rowCount === 1 ? true : undefined;
  }, "the first delivery");

  await controls.replay(id, "pager");

  const [one, two] = await to.waitFor(2);
  expect([two?.headers["webhook-id"], two?.body]).toStrictEqual([one?.headers["webhook-id"], one?.body]);
  expect(() => new Webhook(SECRET).verify(two?.body ?? "", two?.headers ?? {})).not.toThrow();
  await expect(controls.replay("msg_unknown", "pager")).rejects.toThrow(
    "Webhook pager never had a message msg_unknown.",
  );
});

test("a disabled endpoint is told to the others once, shown with its reason, and goes on when enabled", async () => {
  status = 410;
  const gone = { name: "gone", url: `http://127.0.0.1:${to.port}/gone`, allowPrivate: true };
  const watcher = { name: "watcher", url: to.url, allowPrivate: true, events: ["endpoint.disabled"] };
  const config = configOf(gone, watcher);
  await saveIncidents(store.pool, {
    ...derivationOf(["1", "2", "3"].map((digit) => incidentOf({ id: digit.repeat(16) }))),
    react: (change) => reactTo(change, config, Date.now()),
  });
  const controls = start(config);
  const [told] = await waitUntil(() => {
    const ofWatcher = to.received.filter(({ path }) => path !== "/gone");
    return ofWatcher.length > 0 ? ofWatcher : undefined;
  }, "the watcher's message");

  expect(webhookEventSchema.parse(JSON.parse(told?.body ?? ""))).toMatchObject({
    type: "endpoint.disabled",
    data: { endpoint: "gone", host: `127.0.0.1:${to.port}`, reason: expect.stringContaining("410 Gone") },
  });
  expect(await controls.list()).toStrictEqual([
    {
      name: "gone",
      format: "standard",
      host: `127.0.0.1:${to.port}`,
      environments: null,
      events: DEFAULT_WEBHOOK_EVENTS,
      disabled: { at: expect.any(String), reason: expect.stringContaining("410 Gone") },
    },
    {
      name: "watcher",
      format: "standard",
      host: `127.0.0.1:${to.port}`,
      environments: null,
      events: ["endpoint.disabled"],
      disabled: null,
    },
  ]);
  await waitUntil(async () => {
    const { rowCount } = await store.pool.query("select 1 from plumbline.delivery_attempt where status = 410");
    return rowCount === 3 ? true : undefined;
  }, "the end of the attempts under way");
  status = 200;
  const before = to.received.length;
  await controls.enable("gone");
  await to.waitFor(before + 3);
  expect(to.received.filter(({ path }) => path !== "/gone")).toHaveLength(1);
  await expect(controls.enable("gone")).rejects.toThrow("Webhook gone is not disabled.");
});
