import type { PoolClient } from "pg";
import { minuteOf } from "../../shared/time.ts";
import type { Statement } from "../lib/statement.ts";
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
export function sourceStatements(batch: Timed, counts: BatchCounts, now: number): Statement[] {
  return [upsertSource(batch, counts, now), ...(batch.rejections.length > 0 ? noteRejections(batch) : [])];
}

/** Writes down the gaps that a batch tells, once its source is stored. */
export async function noteGaps(
  client: PoolClient,
  { source, gaps, announceGap = () => [] }: BatchFrame,
): Promise<void> {
  for (const gap of gaps) await noteGap(client, source, gap, announceGap);
}

function upsertSource(batch: Timed, counts: BatchCounts, now: number): Statement {
  return {
    name: "upsert-source",
    text: `with rate as (
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
    values: [
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
  };
}

function noteRejections({ source, rejections }: BatchFrame): Statement[] {
  const newest = rejections.slice(-MAX_REJECTIONS);
  const insert = `insert into plumbline.source_rejection (source, line, reason)
     select $1::text, line, reason
     from unnest($2::integer[], $3::text[]) as fresh (line, reason)`;
  const forget = `delete from plumbline.source_rejection
     where source = $1::text
       and id <= (
         select id from plumbline.source_rejection where source = $1::text order by id desc offset $2::integer limit 1
       )`;
  const name = storable(source);
  return [
    { text: insert, values: [name, newest.map(({ line }) => line), newest.map(({ reason }) => storable(reason))] },
    { text: forget, values: [name, MAX_REJECTIONS] },
  ];
}
