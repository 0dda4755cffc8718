import type { PoolClient } from "pg";
import { minuteOf } from "../../shared/time.ts";
import { prepared } from "../lib/prepared.ts";
import { noteGap } from "./gaps.ts";
import type { BatchCounts, BatchFrame } from "./ingest.ts";
import { storable } from "./text.ts";

/** A batch of which only the newest time matters. */
type Timed = BatchFrame & { newestAt: number | undefined };

/** How many rejections of a source are kept, the newest. */
const MAX_REJECTIONS = 100;

/**
 * Adds a batch to its source's coverage and moves the cursor. Comes last, so that replicas wait for each other briefly.
 * `now` in milliseconds since 1970: its minute is where the entries count for the source's rate.
 */
export async function moveSource(client: PoolClient, batch: Timed, counts: BatchCounts, now: number): Promise<void> {
  await upsertSource(client, batch, counts, now);
  if (batch.rejections.length > 0) await noteRejections(client, batch);
  if (batch.gaps.length > 0) await noteGaps(client, batch);
}

async function upsertSource(client: PoolClient, batch: Timed, counts: BatchCounts, now: number): Promise<void> {
  await prepared(
    client,
    "upsert-source",
    `with rate as (
       insert into plumbline.source_minute as stored (source, minute, read)
       select $1::text, $9::integer, $3::bigint
       where $3::bigint > 0
       on conflict (source, minute) do update set read = stored.read + excluded.read
     )
     insert into plumbline.source as stored
       (name, cursor, read, accepted, duplicates, rejected, newest_at, is_sample)
     values (
       $1::text, $2::json, $3::bigint, $4::bigint, $5::bigint, $6::bigint, $7::double precision, $8::boolean
     )
     on conflict (name) do update set
       cursor = coalesce(excluded.cursor, stored.cursor),
       read = stored.read + excluded.read,
       accepted = stored.accepted + excluded.accepted,
       duplicates = stored.duplicates + excluded.duplicates,
       rejected = stored.rejected + excluded.rejected,
       newest_at = greatest(stored.newest_at, excluded.newest_at),
       updated_at = now()`,
    [
      storable(batch.source),
      batch.cursor === undefined ? null : JSON.stringify(batch.cursor),
      counts.read,
      counts.accepted,
      counts.duplicates,
      counts.rejected,
      batch.newestAt ?? null,
      batch.isSample,
      minuteOf(now),
    ],
  );
}

async function noteRejections(client: PoolClient, { source, rejections }: BatchFrame): Promise<void> {
  const newest = rejections.slice(-MAX_REJECTIONS);
  await client.query(
    `insert into plumbline.source_rejection (source, line, reason)
     select $1::text, line, reason
     from unnest($2::integer[], $3::text[]) as fresh (line, reason)`,
    [storable(source), newest.map(({ line }) => line), newest.map(({ reason }) => storable(reason))],
  );
  await client.query(
    `delete from plumbline.source_rejection
     where source = $1::text
       and id <= (
         select id from plumbline.source_rejection where source = $1::text order by id desc offset $2::integer limit 1
       )`,
    [storable(source), MAX_REJECTIONS],
  );
}

async function noteGaps(client: PoolClient, { source, gaps, announceGap = () => [] }: BatchFrame): Promise<void> {
  for (const gap of gaps) await noteGap(client, source, gap, announceGap);
}
