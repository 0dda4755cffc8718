import { afterEach, beforeEach, expect, test } from "vitest";
import { nextDeliveryAt } from "../../server/store/deliveries.ts";
import { listDisabledEndpoints } from "../../server/store/endpoints.ts";
import { listDeliveries } from "../../server/store/list-deliveries.ts";
import { DAY, HOUR, SECOND } from "../../shared/time.ts";
import { configOf } from "../notify/webhook.ts";
import { type Desk, openDesk } from "./desk.ts";
import { type Receiver, waitUntil } from "./receiver.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const OTHER = "2".repeat(16);

/** Sets the clock to each moment at which something is due, until nothing is, or until `end`. */
async function passTime(wake: () => void, end = Number.POSITIVE_INFINITY): Promise<void> {
  for (;;) {
    const next = await waitUntil(async () => {
      wake();
      const before = await attempts();
      const at = (await nextDeliveryAt(desk.store.pool)) ?? Number.POSITIVE_INFINITY;
      const after = await attempts();
      // What began meanwhile is under way: its lease is no moment at which something is due.
      const isQuiet = before.made === before.noted && after.made === before.made;
      return isQuiet && at > desk.clock ? at : undefined;
    }, "what is due now");
    if (next > end || next === Number.POSITIVE_INFINITY) return;
    desk.clock = next;
  }
}

/** How many attempts were begun, and how many are written down. */
async function attempts(): Promise<{ made: number; noted: number }> {
  const { rows } = await desk.store.pool.query<{ made: number; noted: number }>(
    `select
       (select coalesce(sum(attempts), 0)::integer from plumbline.delivery) as made,
       (select count(*)::integer from plumbline.delivery_attempt) as noted`,
  );
  return rows[0] ?? { made: 0, noted: 0 };
}

/** What came of each incident, in order: the first time that each id was taken. */
function takenOf({ received }: Receiver, taken: ReadonlySet<string>, incident: string): string[] {
  const titles = received
    .filter((one) => taken.has(keyOf(one)) && one.body.includes(incident))
    .map(({ body }) => JSON.parse(body).data.incident.title);
  return [...new Set<string>(titles)];
}

const keyOf = ({ headers }: { headers: Record<string, string> }) =>
  `${headers["webhook-id"]} ${headers["webhook-timestamp"]}`;

const TITLES = ["first", "second", "third", "fourth"];

test("a consumer that is down for two days gets everything that happened, in order and once, and is not given up", async () => {
  const taken = new Set<string>();
  let backAt = Number.POSITIVE_INFINITY;
  const to = await desk.receiver((request, response) => {
    if (desk.clock < backAt) return void response.socket?.destroy();
    taken.add(keyOf(request));
    response.end();
  });
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true });
  const worker = desk.deliver(config);
  backAt = desk.clock + 2 * DAY;
  for (const title of TITLES) {
    await desk.save(config, { title }, { id: OTHER, title });
    const end = desk.clock + 11 * HOUR;
    await passTime(worker.wake, end);
    desk.clock = end;
  }
  expect(taken.size).toBe(0);

  await passTime(worker.wake);

  expect([takenOf(to, taken, "1".repeat(16)), takenOf(to, taken, OTHER)]).toStrictEqual([TITLES, TITLES]);
  expect(taken.size).toBe(2 * TITLES.length);
  const bodies = new Set(to.received.map(({ headers, body }) => `${headers["webhook-id"]} ${body}`));
  expect(bodies.size).toBe(2 * TITLES.length);
  expect(await listDisabledEndpoints(desk.store.pool)).toStrictEqual([]);
});

test("a consumer that flaps takes each message once, in order, whatever it does in between", async () => {
  const taken = new Set<string>();
  let asked = 0;
  const to = await desk.receiver((request, response) => {
    asked += 1;
    if (asked % 4 === 1) return void response.writeHead(503).end();
    if (asked % 4 === 2) return void response.socket?.destroy();
    if (asked % 4 === 3) return void response.writeHead(429, { "retry-after": "30" }).end();
    taken.add(keyOf(request));
    response.end();
  });
  const config = configOf({ name: "pager", url: to.url, allowPrivate: true });
  const worker = desk.deliver(config);
  for (const title of TITLES) {
    await desk.save(config, { title });
    desk.clock += SECOND;
  }

  await passTime(worker.wake);

  expect(takenOf(to, taken, "1".repeat(16))).toStrictEqual(TITLES);
  expect(taken.size).toBe(TITLES.length);
  const rows = await listDeliveries(desk.store.pool, null);
  expect(rows.map(({ state }) => state)).toStrictEqual(TITLES.map(() => "delivered"));
  expect(rows.reduce((sum, { attempts }) => sum + attempts.length, 0)).toBe(asked);
});
