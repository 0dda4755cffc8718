import type { Pool } from "pg";
import { withTransaction } from "../lib/database.ts";
import { noteDeleted } from "./late-changes.ts";
import { tellListeners } from "./write-incident.ts";

/** What the bundled sample leaves, in an order that respects references. Each statement stands alone. */
const DELETIONS = [
  `delete from plumbline.group_mute
   where group_id in (select id from plumbline.error_group where is_sample)`,
  `delete from plumbline.group_join
   where member_id in (select id from plumbline.error_group where is_sample)`,
  `delete from plumbline.group_apart
   where group_id in (select id from plumbline.error_group where is_sample)`,
  `delete from plumbline.group_text
   where group_id in (select id from plumbline.error_group where is_sample)`,
  `delete from plumbline.group_join_event
   where member_id in (select id from plumbline.error_group where is_sample)`,
  `delete from plumbline.outbox
   where incident_id in (select id from plumbline.incident where is_sample)`,
  "delete from plumbline.incident where is_sample",
  `with gone as (
     delete from plumbline.group_minute
     where group_id in (select id from plumbline.error_group where is_sample)
     returning minute
   )
   insert into plumbline.count_mark (slots)
   select slots from (select array_agg(distinct minute / 10) as slots from gone) as changed where slots is not null`,
  "delete from plumbline.error_group where is_sample",
  `delete from plumbline.route_minute
   where route_id in (select id from plumbline.route where is_sample)`,
  "delete from plumbline.route where is_sample",
  "delete from plumbline.change_event where is_sample",
  "delete from plumbline.revision where is_sample",
  `delete from plumbline.entry_key
   using plumbline.sample_key
   where entry_key.day = sample_key.day and entry_key.hash = sample_key.hash`,
  "delete from plumbline.sample_key",
  `delete from plumbline.source_minute
   where source in (select name from plumbline.source where is_sample)`,
  "delete from plumbline.source where is_sample",
] as const;

/** Removes everything that came with the bundled sample; it can be loaded again and counts anew. */
export async function deleteSample(pool: Pool): Promise<void> {
  await withTransaction(pool, async (client) => {
    for (const deletion of DELETIONS) await client.query(deletion);
    await noteDeleted(client);
    await tellListeners(client, null, 0);
  });
}

/** Whether anything of the bundled sample is stored. */
export async function isSampleLoaded(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ loaded: boolean }>(
    "select exists (select 1 from plumbline.source where is_sample) as loaded",
  );
  return rows[0]?.loaded === true;
}
