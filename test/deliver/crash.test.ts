import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { reactTo } from "../../server/react.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import { runScript } from "../lib/processes.ts";
import { configOf } from "../notify/webhook.ts";
import { derivationOf, incidentOf } from "../store/incident-builder.ts";
import { createStore, type TestStore } from "../store/store.ts";
import { type Receiver, startReceiver, waitUntil } from "./receiver.ts";

/** More by ROUNDS=50. */
const ROUNDS = Number(process.env.ROUNDS ?? 8);
const INCIDENTS = Array.from({ length: 12 }, (_, i) => String(i).padStart(16, "0"));

let store: TestStore;
let to: Receiver;
beforeEach(async () => {
  store = await createStore();
  to = await startReceiver();
});
afterEach(async () => {
  await to.close();
  await store.close();
});

test("two senders killed again and again: every committed message arrives, one body per id, in order", async () => {
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true });
  const save = (round: number) =>
    saveIncidents(store.pool, {
      ...derivationOf(INCIDENTS.map((id) => incidentOf({ id, title: `Round ${round}` }))),
      react: (change) => reactTo(change, config, Date.now()),
    });
  for (let round = 0; round < ROUNDS; round += 1) {
    const senders = [0, 1].map(() => runScript("test/deliver/deliver-child.ts", [store.url, to.url]));
    await Promise.all(senders.map((sender) => sender.firstLine()));
    await save(round);
    await sleep((round * 37) % 160);
    for (const sender of senders) sender.child.kill("SIGKILL");
    await Promise.all(senders.map((sender) => sender.ended));
  }
  const last = runScript("test/deliver/deliver-child.ts", [store.url, to.url]);
  await waitUntil(async () => {
    const { rowCount } = await store.pool.query("select 1 from plumbline.delivery where state <> 'delivered'");
    return rowCount === 0 ? true : undefined;
  }, "the last delivery");
  last.child.kill("SIGKILL");
  await last.ended;

  const { rows } = await store.pool.query<{ id: string; body: string; incidentId: string }>(
    'select id, body, incident_id as "incidentId" from plumbline.outbox order by sequence',
  );
  const arrived = to.received.map(({ headers, body }) => ({ id: headers["webhook-id"] ?? "", body }));
  expect(rows).toHaveLength(ROUNDS * INCIDENTS.length);
  expect(new Set(arrived.map(({ id, body }) => `${id} ${body}`))).toStrictEqual(
    new Set(rows.map(({ id, body }) => `${id} ${body}`)),
  );
  for (const incident of INCIDENTS) {
    const written = rows.filter(({ incidentId }) => incidentId === incident).map(({ id }) => id);
    const first = [...new Set(arrived.map(({ id }) => id))].filter((id) => written.includes(id));
    expect(first).toStrictEqual(written);
  }
});
