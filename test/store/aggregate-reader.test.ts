import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAggregateReader } from "../../server/store/aggregate-reader.ts";
import { addJoins, changingJoins } from "../../server/store/group-joins.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { noteDeleted } from "../../server/store/late-changes.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { DAY, HOUR, MINUTE, minuteOf, SECOND } from "../../shared/time.ts";
import { batchOf, type TestEntry } from "./builders.ts";
import { createStore, type TestStore } from "./store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
});
afterAll(() => store.close());

const GROUPS = ["a", "b", "c", "d"].map((letter) => letter.repeat(16));
const [A = "", B = "", C = ""] = GROUPS;

/** How long before the clock an event lies: now, lately, at the edge of what is late, hours ago, before the window, yet to come. */
const AGES = [0, 2 * MINUTE, 5 * MINUTE, 9 * MINUTE, 30 * MINUTE, 7 * HOUR, DAY - MINUTE, DAY + HOUR, -3 * MINUTE];

const events = fc.record({
  kind: fc.constant("events" as const),
  entries: fc.array(
    fc.record({
      group: fc.constantFrom(...GROUPS),
      age: fc.constantFrom(...AGES),
      jitter: fc.integer({ min: 0, max: 59_000 }),
      instance: fc.constantFrom("one", "two"),
      caller: fc.constantFrom("probe", "browser", "robot"),
    }),
    { minLength: 1, maxLength: 12 },
  ),
});
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: events },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("look" as const), ahead: fc.constantFrom(1, MINUTE, 7 * MINUTE) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom("join" as const, "apart" as const, "delete" as const) }),
    },
  ),
  { minLength: 4, maxLength: 14 },
);

let made = 0;
function keyOf(): string {
  made += 1;
  return `entry-${made}`;
}

async function empty(pool: TestStore["pool"]): Promise<void> {
  await pool.query(
    "truncate plumbline.error_group, plumbline.group_facet, plumbline.group_minute, plumbline.route, plumbline.route_minute, plumbline.group_join cascade",
  );
  await noteDeleted(pool);
}

test("whatever is stored, late, early, joined or deleted, a reader that goes on gives what one that reads everything gives", async () => {
  const { pool } = store;
  const holds = async (work: readonly (typeof steps extends fc.Arbitrary<infer T> ? T : never)[number][]) => {
    await empty(pool);
    const reader = createAggregateReader(pool);
    let now = Date.now();
    const look = async (ahead: number) => {
      now += ahead;
      const window = { from: now - DAY, to: now };
      const [kept, whole] = [await reader.read(window), await loadAggregate(pool, window)];
      expect(kept).toStrictEqual(whole);
    };
    await look(0);
    for (const step of work) {
      if (step.kind === "look") await look(step.ahead);
      else if (step.kind === "events") {
        const entries = step.entries.map(
          ({ age, jitter, ...entry }): TestEntry => ({ ...entry, key: keyOf(), at: now - age - jitter }),
        );
        await ingestBatch(pool, batchOf(entries));
      } else if (step.kind === "join") {
        const join = {
          memberId: B,
          parentId: A,
          keptId: A,
          differences: [],
          rule: "person" as const,
          who: "x",
          reason: null,
          at: now,
        };
        await changingJoins(pool, (client) => addJoins(client, [join]));
      } else if (step.kind === "apart") await pool.query("delete from plumbline.group_join");
      else {
        await pool.query("delete from plumbline.group_minute where group_id = $1::text", [C]);
        await pool.query("delete from plumbline.error_group where id = $1::text", [C]);
        await noteDeleted(pool);
      }
    }
    await look(1);
    await look(6 * HOUR);
  };
  await fc.assert(fc.asyncProperty(steps, holds), { numRuns: 5 });
}, 240_000);

test("what did not change is the same object at the next look, and what did is another", async () => {
  const { pool } = store;
  await empty(pool);
  const now = Date.now();
  const window = { from: now - DAY, to: now };
  const entry = (group: string): TestEntry => ({ key: keyOf(), at: now, group });
  await ingestBatch(pool, batchOf([entry(A), entry(C)]));
  const reader = createAggregateReader(pool);
  const groupIs = async (id: string) => (await reader.read(window)).groups.find((group) => group.id === id);
  // Other transactions of the cluster may be under way, and then what was just written is read once more.
  const isSameNextTime = async () => {
    const [now, then] = [await groupIs(A), await groupIs(A)];
    return now === then;
  };
  await expect.poll(isSameNextTime, { timeout: 20_000 }).toBe(true);
  const before = await groupIs(C);

  await ingestBatch(pool, batchOf([entry(C)]));

  expect([before?.count, (await groupIs(C))?.count]).toStrictEqual([1, 2]);
});

test("a transaction that began before a look and ended after it is read by the next one", async () => {
  const { pool } = store;
  const now = Date.now();
  const reader = createAggregateReader(pool);
  const window = { from: now - DAY, to: now };
  await ingestBatch(pool, batchOf([{ key: keyOf(), at: now, group: A }]));
  const slow = await pool.connect();
  await slow.query("begin");
  await slow.query("update plumbline.error_group set last_seen = last_seen where id = $1::text", [A]);
  await slow.query(
    "update plumbline.group_minute set count = count + 5 where group_id = $1::text and minute = $2::integer",
    [A, minuteOf(now)],
  );
  // Later ones begin and end meanwhile.
  await ingestBatch(pool, batchOf([{ key: keyOf(), at: now, group: C }]));
  await reader.read(window);
  await slow.query("commit");
  slow.release();

  expect(await reader.read(window)).toStrictEqual(await loadAggregate(pool, window));
});

test("more groups than are read at once, and more events of one than are kept, read as they do all at once", async () => {
  const { pool } = store;
  await empty(pool);
  const reader = createAggregateReader(pool);
  const now = Date.now();
  const expectSame = async (at: number) => {
    const window = { from: at - DAY, to: at };
    const [kept, whole] = [await reader.read(window), await loadAggregate(pool, window)];
    expect(kept).toStrictEqual(whole);
    return kept.groups.length;
  };
  const one = (number: number, at: number): TestEntry => ({
    key: keyOf(),
    at,
    group: number.toString(16).padStart(16, "0"),
  });
  // Twice as many as are read at once, so that the last part is empty.
  await ingestBatch(pool, batchOf(Array.from({ length: 1000 }, (_, i) => one(i, now - i * SECOND))));
  await ingestBatch(pool, batchOf(Array.from({ length: 2600 }, (_, i) => one(0, now - i * 5 * SECOND))));
  // So many in a minute that their times are looked up by themselves.
  await ingestBatch(pool, batchOf(Array.from({ length: 200 }, (_, i) => one(1, now - HOUR + i * 100))));
  expect(await expectSame(now)).toBe(1000);

  await ingestBatch(pool, batchOf(Array.from({ length: 600 }, (_, i) => one(i * 2, now + i * 10))));
  expect(await expectSame(now + MINUTE)).toBe(1100);
  // The newest were counted in minutes that the window leaves behind one after the other.
  await expectSame(now + DAY - 2 * HOUR);
});
