import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { FILLED_BY, type SourceGap, type StoredGap } from "../../shared/gap.ts";
import { toIso } from "../../shared/time.ts";
import { withTransaction } from "../lib/database.ts";
import { addMessages, type NewMessage } from "./outbox.ts";
import { GAP_COLUMNS } from "./read-gaps.ts";
import { storable } from "./text.ts";
import { tellListeners } from "./write-incident.ts";

/** The messages for webhooks that a change of a gap leads to. Pure: called again when the transaction is repeated. */
export type AnnounceGap = (gap: StoredGap) => NewMessage[];

/** The id of a gap: the same kind and beginning are the same gap of a source. */
export function gapIdOf(source: string, { kind, from }: Pick<SourceGap, "kind" | "from">): string {
  return `gap_${createHash("sha256").update(`${source}|${kind}|${from}`).digest("hex").slice(0, 16)}`;
}

/** Writes a gap down, or what is new about one that is known, with the messages of that, in one transaction of its own. */
export async function recordGap(pool: Pool, source: string, gap: SourceGap, announce: AnnounceGap): Promise<void> {
  await withTransaction(pool, (client) => noteGap(client, source, gap, announce));
}

/** `recordGap` within a transaction. One that is told again without news changes nothing and tells nobody. */
export async function noteGap(
  client: PoolClient,
  source: string,
  gap: SourceGap,
  announce: AnnounceGap,
): Promise<void> {
  const { rows } = await client.query<StoredGap>(
    `insert into plumbline.source_gap as known (id, source, kind, from_at, to_at, reason, suppressed, filler)
     values ($1::text, $2::text, $3::text, $4::timestamptz, $5::timestamptz, $6::text, $7::bigint, $8::text)
     on conflict (id) do update set
       to_at = coalesce(excluded.to_at, known.to_at),
       reason = excluded.reason,
       suppressed = coalesce(excluded.suppressed, known.suppressed),
       revision = known.revision + 1
     where known.filled_at is null
       and (coalesce(excluded.to_at, known.to_at), excluded.reason, coalesce(excluded.suppressed, known.suppressed))
         is distinct from (known.to_at, known.reason, known.suppressed)
     returning ${GAP_COLUMNS}`,
    [
      gapIdOf(source, gap),
      storable(source),
      gap.kind,
      gap.from,
      // Clocks of replicas differ a little.
      gap.to === null || gap.to > gap.from ? gap.to : gap.from,
      storable(gap.reason),
      gap.suppressed ?? null,
      gap.filler,
    ],
  );
  await tell(client, rows, announce);
}

/** Ends what is still open of a source but for its pause: nobody reads any more who could end it. */
export async function endOpenGaps(
  client: PoolClient,
  source: string,
  at: number,
  announce: AnnounceGap,
): Promise<void> {
  const { rows } = await client.query<StoredGap>(
    `update plumbline.source_gap
     set to_at = greatest(from_at, $2::timestamptz), revision = revision + 1
     where source = $1::text and to_at is null and kind <> 'pause'
     returning ${GAP_COLUMNS}`,
    [storable(source), toIso(at)],
  );
  await tell(client, rows, announce);
}

/**
 * Marks as filled what ended before `coveredTo` (milliseconds since 1970), up to which the source has read everything, and
 * gives how many gaps are left that reading can fill.
 */
export async function fillGaps(
  pool: Pool,
  { source, coveredTo, now }: { source: string; coveredTo: number; now: number },
  announce: AnnounceGap,
): Promise<number> {
  return withTransaction(pool, async (client) => {
    const { rows } = await client.query<StoredGap>(
      `update plumbline.source_gap
       set filled_at = $3::timestamptz, filled_by = $4::json ->> filler, revision = revision + 1
       where source = $1::text
         and filled_at is null
         and filler in ('list', 'files')
         and to_at <= $2::timestamptz
       returning ${GAP_COLUMNS}`,
      [storable(source), toIso(coveredTo), toIso(now), JSON.stringify(FILLED_BY)],
    );
    await tell(client, rows, announce);
    const left = await client.query<{ many: number }>(
      `select count(*)::integer as many
       from plumbline.source_gap
       where source = $1::text and filled_at is null and filler in ('list', 'files')`,
      [storable(source)],
    );
    return left.rows[0]?.many ?? 0;
  });
}

async function tell(client: PoolClient, changed: StoredGap[], announce: AnnounceGap): Promise<void> {
  if (changed.length === 0) return;
  for (const gap of changed.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    await addMessages(client, `source:${gap.source}`, announce(gap));
  }
  await tellListeners(client, null, 0);
}
