import type { Pool } from "pg";
import type { GapFiller } from "../../shared/gap.ts";
import { toIso } from "../../shared/time.ts";
import { withTransaction } from "../lib/database.ts";
import { type AnnounceGap, endOpenGaps, noteGap } from "./gaps.ts";
import { storable } from "./text.ts";
import { tellListeners } from "./write-incident.ts";

/** Who paused a source, why and since when, milliseconds since 1970. */
export type StoredPause = { source: string; who: string; reason: string; at: number };

export type PauseWish = { source: string; who: string; reason: string; now: number; filler: GapFiller };

/** All pauses, in order of the source. */
export async function listPauses(pool: Pool): Promise<StoredPause[]> {
  const { rows } = await pool.query<StoredPause>(
    `select source, who, reason, extract(epoch from at)::double precision * 1000 as at
     from plumbline.source_pause
     order by source`,
  );
  return rows;
}

/**
 * Pauses a source for every replica, and begins the gap that this makes; false where it is paused already. What was open
 * of its other gaps ends: the pause is the reason from now on.
 */
export async function pauseSource(pool: Pool, wish: PauseWish, announce: AnnounceGap): Promise<boolean> {
  const { source, who, reason, now, filler } = wish;
  return withTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `insert into plumbline.source_pause (source, who, reason, at)
       values ($1::text, $2::text, $3::text, $4::timestamptz)
       on conflict do nothing`,
      [storable(source), storable(who), storable(reason), toIso(now)],
    );
    if (rowCount !== 1) return false;
    await endOpenGaps(client, source, now, announce);
    const gap = { kind: "pause", from: toIso(now), to: null, reason: wordsOf(who, reason), filler } as const;
    await noteGap(client, source, gap, announce);
    await tellListeners(client, null, 0);
    return true;
  });
}

/** Lets a source go on, on every replica, and ends the gap of its pause; false where it is not paused. */
export async function resumeSource(
  pool: Pool,
  { source, who, now, filler }: Omit<PauseWish, "reason">,
  announce: AnnounceGap,
): Promise<boolean> {
  return withTransaction(pool, async (client) => {
    const { rows } = await client.query<StoredPause>(
      `delete from plumbline.source_pause
       where source = $1::text
       returning source, who, reason, extract(epoch from at)::double precision * 1000 as at`,
      [storable(source)],
    );
    const [pause] = rows;
    if (pause === undefined) return false;
    const reason = `${wordsOf(pause.who, pause.reason)}; resumed by ${who}`;
    const gap = { kind: "pause", from: toIso(Math.round(pause.at)), to: toIso(now), reason, filler } as const;
    await noteGap(client, source, gap, announce);
    // The time of the pause has its gap; it is no time in which nobody read.
    await client.query("update plumbline.source_run set alive_at = $2::timestamptz where source = $1::text", [
      storable(source),
      toIso(now),
    ]);
    await tellListeners(client, null, 0);
    return true;
  });
}

function wordsOf(who: string, reason: string): string {
  return `paused by ${who}: ${reason}`;
}
