import { afterEach, beforeEach, expect, test } from "vitest";
import { groupList } from "../../server/api/group-list.ts";
import { expire } from "../../server/store/expire.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { createKeptActivity } from "../../server/store/kept-activity.ts";
import { dayOf, ensurePartitions } from "../../server/store/partitions.ts";
import { createRangeCounts } from "../../server/store/range-counts.ts";
import { rollUpCounts } from "../../server/store/roll-up-counts.ts";
import { GROUP_SORTS, type GroupFilter } from "../../shared/api-groups.ts";
import { configSchema } from "../../shared/config.ts";
import type { Reach } from "../../shared/identity.ts";
import { retentionSchema } from "../../shared/retention-config.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../shared/time.ts";
import { batchOf, NOON, type TestEntry } from "./builders.ts";
import { cadenceOf, listPlainly } from "./list-plainly.ts";
import { createStore, type TestStore } from "./store.ts";

const LETTERS = [..."abcdefgh"];
const id = (letter: string) => letter.repeat(16);
/** Half of them are of the reference; four signatures, each of a group here and one there. */
const isThere = (groupId: string) => groupId > id("d");
const signatureOf = (groupId: string) => ({
  slots: { relation: `t${LETTERS.indexOf(groupId[0] ?? "") % 4}` },
  template: "relation <name> is gone",
  masks: [],
});
const CONFIG = configSchema.parse({
  environments: [
    { name: "staging", projects: ["s"] },
    { name: "production", projects: ["p"], reference: true },
  ],
});
const RETENTION = retentionSchema.parse({ minutesDays: 3, entryKeysDays: 30, samplesDays: 3 });

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

/** Whole numbers below `size`, the same at each run. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function numbersFrom(seed: number): (size: number) => number {
  let state = seed;
  return (size) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * size);
  };
}

type Below = (size: number) => number;
const letterOf = (below: Below) => LETTERS[below(LETTERS.length)] ?? "a";

/** A few entries or a day full of them, now, days late, or by a clock that runs ahead. */
function keep(below: Below, name: string) {
  const [group, everyMs] = [id(letterOf(below)), (1 + below(24)) * 10 * SECOND];
  const start = NOON + HOUR - below(96 * 6) * 10 * MINUTE;
  const entries = Array.from(
    { length: 1 + below(below(2) * 700 + 3) },
    (_, i): TestEntry => ({ key: `${name}/${i}`, at: start + i * everyMs, group }),
  ).filter(({ at }) => at < NOON + 2 * HOUR);
  const batch = batchOf(entries);
  const facts: typeof batch.facts = (keys) => {
    const { groups, ...others } = batch.facts(keys);
    const own = groups.map((one) => ({
      ...one,
      environment: isThere(one.id) ? "production" : "staging",
      signature: signatureOf(one.id),
    }));
    return { ...others, groups: own };
  };
  return ingestBatch(store.pool, { ...batch, facts });
}

/** Shows one in another, or no more; a and e stay what others are shown in. */
async function join(below: Below): Promise<void> {
  const member = id("bcdfgh"[below(6)] ?? "b");
  const { rowCount } = await store.pool.query("delete from plumbline.group_join where member_id = $1", [member]);
  if (rowCount === 1) return;
  await store.pool.query(
    `insert into plumbline.group_join (member_id, parent_id, kept_id, rule, differences, who, at)
     values ($1, $2, $2, 'words', '[]', 'plumbline', now())`,
    [member, id("ae"[below(2)] ?? "a")],
  );
}

async function mute(below: Below): Promise<void> {
  await store.pool.query(
    `insert into plumbline.group_mute (group_id, who, reason, since, until)
     values ($1, 'ada', 'known', now(), to_timestamp($2::double precision / 1000)) on conflict (group_id) do nothing`,
    [id(letterOf(below)), NOON + (below(3) - 1) * HOUR],
  );
}

const range = (below: Below) => {
  const from = NOON - below(5 * 96) * 15 * MINUTE - below(60 * 1000);
  return { from, to: below(2) === 0 ? NOON : Math.min(from + below(2 * DAY), NOON + HOUR) };
};

test("lists tell what all rows tell, whatever was written, packed, joined, muted or dropped before", async () => {
  const [{ pool, directory }, below] = [store, numbersFrom(1)];
  const days = Array.from({ length: 10 }, (_, i) => dayOf(NOON + (i - 8) * DAY));
  await ensurePartitions(pool, days, NOON);
  const kept = { pool, directory, counts: createRangeCounts(pool), activity: createKeptActivity(pool) };
  const deps = { ...kept, now: () => NOON, config: () => CONFIG, cadenceOf };
  const pack = () => rollUpCounts(pool, NOON + below(3) * HOUR);
  const steps = [keep, keep, keep, keep, join, mute, pack, pack];
  for (let step = 0; step < 16; step += 1) {
    await steps[below(steps.length)]?.(below, `${step}`);
    if (step === 12) expect((await expire(pool, NOON, RETENTION)).partitions).toBeGreaterThan(0);
    const filter: GroupFilter = {
      sort: GROUP_SORTS[below(3)],
      limit: 1 + below(6),
      offset: below(3),
      state: (["all", "active", "muted"] as const)[below(3)],
    };
    const reach: Reach = below(4) === 0 ? ["staging"] : undefined;
    for (const asked of [
      range(below),
      { from: NOON - 7 * DAY, to: NOON },
      { from: NOON - 3 * DAY, to: NOON - 2 * DAY },
    ]) {
      const { groups, matching } = await groupList(deps, filter, asked, reach);
      expect({ groups, matching }).toEqual(await listPlainly(pool, { filter, range: asked, reach, now: NOON }));
    }
  }
}, 60_000);
