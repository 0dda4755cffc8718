import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ingestBatch } from "../../server/store/ingest.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { migrate } from "../../server/store/migrate.ts";
import { DAY, MINUTE, SECOND } from "../../shared/time.ts";
import { batchOf, groupOf, NOON } from "./builders.ts";
import { createStore, type TestStore } from "./store.ts";

const GROUP = "a".repeat(16);
const BEFORE = [0, 1, 2].map((second) => ({ key: `before ${second}`, at: NOON + second * SECOND }));
const AFTER = [{ key: "after", at: NOON + MINUTE }];

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
});
afterAll(() => store.close());

/** Takes the store back to what it was before the times of a group moved in place. */
async function takeBack(pool: Pool): Promise<void> {
  await pool.query(
    `drop trigger is_whole on plumbline.error_group;
     drop function plumbline.group_is_whole;
     drop trigger facets_go on plumbline.error_group;
     drop function plumbline.facets_go;
     alter table plumbline.error_group drop column seen_slot;
     create index error_group_newest on plumbline.error_group (last_seen desc, id)
       include (first_seen, environment, service, kind, family);
     create index error_group_first on plumbline.error_group (first_seen desc, id) include (last_seen, environment);
     alter table plumbline.group_facet add constraint group_facet_group_id_fkey
       foreign key (group_id) references plumbline.error_group on delete cascade;
     delete from plumbline.migration where version in (22, 23)`,
  );
}

test("a store of before goes on counting, and a group still takes its facets with it", async () => {
  const { pool } = store;
  await ingestBatch(pool, batchOf(BEFORE));
  await takeBack(pool);

  expect(await migrate(pool)).toStrictEqual(["022-moving-times.sql", "023-facets-of-groups.sql"]);

  await ingestBatch(pool, batchOf(AFTER));
  const { groups } = await loadAggregate(pool, { from: NOON - DAY, to: NOON + DAY });
  expect(groups).toStrictEqual([groupOf(GROUP, [...BEFORE, ...AFTER])]);
  const seen = await pool.query(`select seen_slot::integer as slot from plumbline.error_group`);
  expect(seen.rows).toStrictEqual([{ slot: NOON / (10 * MINUTE) }]);

  await pool.query("delete from plumbline.error_group");
  expect((await pool.query("select from plumbline.group_facet")).rows).toStrictEqual([]);
});
