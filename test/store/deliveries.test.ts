import { afterEach, beforeEach, expect, test } from "vitest";
import { nextDeliveryAt, recordAttempt, replayDelivery, takeDueDeliveries } from "../../server/store/deliveries.ts";
import { disableEndpoint, enableEndpoint, listDisabledEndpoints } from "../../server/store/endpoints.ts";
import { listDeliveries } from "../../server/store/list-deliveries.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import { MINUTE } from "../../shared/time.ts";
import { derivationOf, incidentOf } from "./incident-builder.ts";
import { createStore, type TestStore } from "./store.ts";

const ID = "1".repeat(16);
const FIRST = `msg_${ID}_1`;

let store: TestStore;
let now: number;
beforeEach(async () => {
  store = await createStore();
  await saveIncidents(store.pool, derivationOf([incidentOf()], ["a", "b"]));
  now = Date.now() + MINUTE;
});
afterEach(() => store.close());

const take = (at = now) =>
  takeDueDeliveries(store.pool, {
    now: at,
    room: new Map([
      ["a", 5],
      ["b", 5],
    ]),
    leaseMs: MINUTE,
  });
const namesOf = (deliveries: Awaited<ReturnType<typeof take>>) =>
  deliveries.map(({ endpoint, messageId, attempt }) => `${endpoint} ${messageId} ${attempt}`);

test("a change makes one delivery per endpoint, taken by one worker only", async () => {
  const [one, two] = await Promise.all([take(), take()]);

  expect(namesOf([...one, ...two]).sort()).toStrictEqual([`a ${FIRST} 1`, `b ${FIRST} 1`]);
  expect(one[0] ?? two[0]).toMatchObject({ type: "incident.opened", body: `{"id":"${ID}","status":"open"}` });
});

test("a delivery whose worker died is due again when its lease ends, with the same message id", async () => {
  await take();

  expect(await take()).toStrictEqual([]);
  expect(namesOf(await take(now + MINUTE))).toStrictEqual([`a ${FIRST} 2`, `b ${FIRST} 2`]);
});

test("an endpoint gets the messages of an incident in order, and a failing one holds up no other", async () => {
  const [toA] = await take();
  await saveIncidents(store.pool, derivationOf([incidentOf({ status: "recovering" })], ["a", "b"]));
  if (toA === undefined) throw new Error("nothing was due");
  await recordAttempt(store.pool, attempt("delivered", "a"));

  const next = namesOf(await take());

  expect(next).toStrictEqual([`a msg_${ID}_2 1`]);
  expect(await nextDeliveryAt(store.pool)).toBeTypeOf("number");
});

test("attempts are kept with status, duration and reason; replay sends the same message again", async () => {
  await take();
  await recordAttempt(store.pool, {
    ...attempt({ retryAt: now + MINUTE }, "a"),
    status: 503,
    error: "503",
    answer: "try later",
  });
  await take(now + MINUTE);
  await recordAttempt(store.pool, { ...attempt("delivered", "a"), attempt: 2 });

  const [row] = await listDeliveries(store.pool, ID);
  const replayed = await replayDelivery(store.pool, FIRST, "a", now);

  const at = new Date(now).toISOString();
  expect(row).toStrictEqual({
    messageId: FIRST,
    endpoint: "a",
    incidentId: ID,
    type: "incident.opened",
    state: "delivered",
    attempts: [
      { attempt: 1, at, durationMs: 12, status: 503, error: "503", answer: "try later" },
      { attempt: 2, at, durationMs: 12, status: 200, error: null, answer: null },
    ],
  });
  expect(replayed).toBe(true);
  expect(namesOf(await take(now))).toStrictEqual([`a ${FIRST} 3`]);
  expect(await replayDelivery(store.pool, "msg_unknown", "a", now)).toBe(false);
});

test("a late failure of an attempt whose lease ran out does not undo the next attempt", async () => {
  await take();
  await take(now + MINUTE);
  await recordAttempt(store.pool, { ...attempt("delivered", "a"), attempt: 2 });

  await recordAttempt(store.pool, attempt("failed", "a"));

  expect((await listDeliveries(store.pool, ID))[0]?.state).toBe("delivered");
});

test("a disabled endpoint's deliveries wait until it is enabled", async () => {
  await disableEndpoint(store.pool, { name: "a", disabledAt: now, reason: "410" });
  await disableEndpoint(store.pool, { name: "a", disabledAt: now + 1, reason: "again" });
  const whileDisabled = namesOf(await take());

  const disabled = await listDisabledEndpoints(store.pool);
  const enabled = await enableEndpoint(store.pool, "a");

  expect(whileDisabled).toStrictEqual([`b ${FIRST} 1`]);
  expect(disabled).toStrictEqual([{ name: "a", disabledAt: now, reason: "410" }]);
  expect(enabled).toBe(true);
  expect(namesOf(await take())).toStrictEqual([`a ${FIRST} 1`]);
});

function attempt(outcome: Parameters<typeof recordAttempt>[1]["outcome"], endpoint: string) {
  return { sequence: 1, endpoint, attempt: 1, at: now, durationMs: 12.3, status: 200, error: null, outcome };
}
