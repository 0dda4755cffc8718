import { afterEach, beforeEach, expect, test } from "vitest";
import { nextDeliveryAt, recordAttempt, takeDueDeliveries } from "../../server/store/deliveries.ts";
import { disableEndpoint, enableEndpoint, failingSince, listDisabledEndpoints } from "../../server/store/endpoints.ts";
import { expire } from "../../server/store/expire.ts";
import { listDeliveries } from "../../server/store/list-deliveries.ts";
import { webhookControls } from "../../server/webhook-controls.ts";
import { retentionSchema } from "../../shared/retention-config.ts";
import { DAY, HOUR, MINUTE } from "../../shared/time.ts";
import { configOf } from "../notify/webhook.ts";
import { type Desk, openDesk } from "./desk.ts";
import { waitUntil } from "./receiver.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const pool = () => desk.store.pool;
/** One attempt of the first message to pager, at a time. */
const note = (number: number, at: number, error: string | null) =>
  recordAttempt(pool(), {
    sequence: 1,
    endpoint: "pager",
    attempt: number,
    at,
    durationMs: 1,
    status: null,
    error,
    outcome: error === null ? "delivered" : { retryAt: at + HOUR },
  });

test("an endpoint that only fails for five days is disabled, and the others hear of it", async () => {
  const down = await desk.receiver((_, response) => void response.writeHead(503).end());
  const up = await desk.receiver();
  const pager = { name: "pager", url: down.url, allowPrivate: true };
  const chat = { name: "chat", url: up.url, allowPrivate: true, events: ["endpoint.disabled" as const] };
  const config = configOf(pager, chat);
  await desk.save(config, {});
  await note(1, desk.clock - 5 * DAY - HOUR, "timeout: no answer");
  await pool().query("update plumbline.delivery set attempts = 1, next_attempt_at = now()");

  desk.deliver(config);

  const [message] = await up.waitFor(1);
  expect(JSON.parse(message?.body ?? "")).toMatchObject({
    type: "endpoint.disabled",
    data: { endpoint: "pager", reason: "failed for 5 days without one success; the last time: http-503: answered 503" },
  });
  const [stopped] = await waitUntil(async () => {
    const found = await listDisabledEndpoints(pool());
    return found.length > 0 ? found : undefined;
  }, "the endpoint is disabled");
  expect(stopped?.name).toBe("pager");
});

test("failures count from the last success, from when a person enabled the endpoint, and not in maintenance", async () => {
  await desk.save(configOf({ name: "pager", url: "https://pager.example" }), {});
  const start = desk.clock - 10 * DAY;
  await note(1, start, "timeout: no answer");
  await note(2, start + DAY, null);
  const afterSuccess = await failingSince(pool(), "pager");
  await note(3, start + 2 * DAY, "maintenance: not sent before noon");
  await note(4, start + 3 * DAY, "http-500: answered 500");
  await note(5, start + 4 * DAY, "http-500: answered 500");
  const failing = await failingSince(pool(), "pager");
  await disableEndpoint(pool(), { name: "pager", disabledAt: start + 5 * DAY, reason: "410" });
  await enableEndpoint(pool(), "pager", start + 5 * DAY);

  expect(afterSuccess).toBeUndefined();
  expect(failing).toBe(start + 3 * DAY);
  expect(await failingSince(pool(), "pager")).toBeUndefined();
  expect(await failingSince(pool(), "other")).toBeUndefined();
});

test("a message that waits for an earlier one does not wake the sender", async () => {
  const config = configOf({ name: "pager", url: "https://pager.example" });
  await desk.save(config, {});
  await desk.save(config, { severity: "low" });
  await takeDueDeliveries(pool(), { now: desk.clock, room: new Map([["pager", 10]]), leaseMs: MINUTE });
  await note(1, desk.clock, "http-500: answered 500");

  expect(await nextDeliveryAt(pool())).toBe(desk.clock + HOUR);
});

test("everything since a time is sent again, in order, under the same ids", async () => {
  const to = await desk.receiver();
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true });
  const worker = desk.deliver(config);
  const controls = webhookControls(pool(), config, { now: () => desk.clock, wake: worker.wake });
  for (const severity of ["high", "medium", "low"] as const) {
    await desk.save(config, { severity });
    worker.wake();
  }
  await desk.settled(3);
  await pool().query("update plumbline.outbox set created_at = created_at - interval '2 days' where sequence = 1");

  const count = await controls.replaySince(Date.now() - DAY, "pager");

  const got = (await to.waitFor(5)).map(({ headers }) => headers["webhook-id"]);
  expect(count).toBe(2);
  expect(got.slice(3)).toStrictEqual(got.slice(1, 3));
  await expect(controls.replaySince(0, "nobody")).rejects.toThrow("There is no webhook nobody");
});

test("attempts are forgotten after thirty days, and what is pending stays", async () => {
  await desk.save(configOf({ name: "pager", url: "https://pager.example" }), {});
  await note(1, desk.clock - 31 * DAY, "http-500: answered 500");
  await note(2, desk.clock - 29 * DAY, "http-500: answered 500");

  await expire(pool(), desk.clock, retentionSchema.parse({}));

  const rows = await listDeliveries(pool(), null);
  expect(rows.map(({ state, attempts }) => [state, attempts.map(({ attempt }) => attempt)])).toStrictEqual([
    ["pending", [2]],
  ]);
});
