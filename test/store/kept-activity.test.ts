import { afterEach, beforeEach, expect, test } from "vitest";
import { expire } from "../../server/store/expire.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { createKeptActivity, type KeptActivity } from "../../server/store/kept-activity.ts";
import { dayOf, ensurePartitions } from "../../server/store/partitions.ts";
import { rollUpCounts } from "../../server/store/roll-up-counts.ts";
import { retentionSchema } from "../../shared/retention-config.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../shared/time.ts";
import { batchOf, NOON, type TestEntry } from "./builders.ts";
import { readActivity } from "./read-activity.ts";
import { createStore, type TestStore } from "./store.ts";

const id = (letter: string) => letter.repeat(16);
const GROUPS = ["a", "b", "c"].map(id);
const DAYS = { from: NOON - 3 * DAY, to: NOON + DAY };
const RANGES = [
  { from: NOON - HOUR, to: NOON + HOUR },
  DAYS,
  { from: NOON - 2 * HOUR, to: NOON + 10 * MINUTE },
  { from: NOON + 95 * MINUTE, to: NOON + 3 * HOUR },
];

let store: TestStore;
let kept: KeptActivity;
beforeEach(async () => {
  store = await createStore();
  kept = createKeptActivity(store.pool);
});
afterEach(() => store.close());

let made = 0;
const keep = (letter: string, many: number, from: number, everyMs = MINUTE) => {
  made += 1;
  const entries = Array.from(
    { length: many },
    (_, i): TestEntry => ({ key: `${made}/${i}`, at: from + i * everyMs, group: id(letter) }),
  );
  return ingestBatch(store.pool, batchOf(entries));
};

/** What is kept tells of every range what the store tells. */
async function isAsStored() {
  for (const range of RANGES) {
    const activity = await kept.read(await store.directory.read(), GROUPS, range, 7);
    expect(activity).toEqual(await readActivity(store.pool, GROUPS, range, 7));
  }
}

test("what is kept of a group is what the store tells of it, whatever is written between two questions", async () => {
  await isAsStored();
  await keep("a", 3, NOON);
  await isAsStored();
  await keep("a", 2, NOON + 3 * MINUTE);
  await keep("b", 200, NOON - HOUR);
  await isAsStored();
  await keep("b", 900, NOON + MINUTE, 100);
  await keep("a", 1, NOON - 2 * DAY);
  await isAsStored();
});

test("hours that are kept are read again once something came late to them, packed or not, and no more once they are dropped", async () => {
  // Days of their own, as of late entries; of long ago many would be one partition.
  await ensurePartitions(store.pool, [dayOf(NOON - DAY), dayOf(NOON), dayOf(NOON + DAY)], NOON);
  await keep("a", 900, NOON - 20 * HOUR);
  await rollUpCounts(store.pool, NOON + 2 * HOUR);
  await isAsStored();
  await keep("a", 2, NOON - 10 * HOUR + 5 * SECOND);
  await isAsStored();
  await rollUpCounts(store.pool, NOON + 2 * HOUR);
  await isAsStored();
  await keep("a", 3, NOON - 10 * HOUR + 20 * SECOND);
  await rollUpCounts(store.pool, NOON + 2 * HOUR);
  await isAsStored();
  await keep("a", 1, NOON + DAY);
  await expire(store.pool, NOON + 3 * DAY, retentionSchema.parse({ minutesDays: 2, samplesDays: 2 }));
  expect((await asked(DAYS)).activity.get(id("a"))?.bars).toEqual([0, 0, 0, 0, 0, 0, 1]);
  await isAsStored();
  await rollUpCounts(store.pool, NOON + 2 * HOUR);
  await isAsStored();
});

test("groups that are shown as one are told together, and apart when they are parted", async () => {
  await keep("a", 100, NOON);
  await keep("b", 3, NOON + 2 * HOUR);
  await isAsStored();
  await store.pool.query(
    `insert into plumbline.group_join (member_id, parent_id, kept_id, rule, differences, who, at)
     values ($1, $2, $2, 'words', '[]', 'plumbline', now())`,
    [id("b"), id("a")],
  );
  const { shown, activity } = await asked(DAYS);
  expect(shown.keptOf).toEqual(new Map([[id("b"), id("a")]]));
  expect(activity.get(id("a"))).toEqual((await readActivity(store.pool, [id("a")], DAYS, 7)).get(id("a")));
  expect(activity.get(id("a"))?.bars.reduce((sum, count) => sum + count)).toBe(103);
  await store.pool.query("delete from plumbline.group_join");
  await isAsStored();
});

async function asked(range: { from: number; to: number }) {
  const shown = await store.directory.read();
  return { shown, activity: await kept.read(shown, [id("a")], range, 7) };
}
