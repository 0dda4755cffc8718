import type { Pool } from "pg";
import type { MaintenanceView } from "../../shared/api-webhooks.ts";
import { toIso } from "../../shared/time.ts";
import { withTransaction } from "../lib/database.ts";
import { PlumblineError } from "../lib/errors.ts";
import { iso, storable } from "./text.ts";

export type NewMaintenance = {
  /** Null for every endpoint. */
  endpoint: string | null;
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  who: string;
  reason: string;
};

const COLUMNS = `id::text, endpoint, ${iso("from_at")} as "from", ${iso("to_at")} as "to", who, reason`;

/** Keeps a stretch of time in which messages wait. */
export async function addMaintenance(pool: Pool, given: NewMaintenance): Promise<MaintenanceView> {
  const { rows } = await pool.query<MaintenanceView>(
    `insert into plumbline.maintenance (endpoint, from_at, to_at, who, reason)
     values ($1::text, $2::timestamptz, $3::timestamptz, $4::text, $5::text)
     returning ${COLUMNS}`,
    [given.endpoint, toIso(given.from), toIso(given.to), given.who, storable(given.reason)],
  );
  if (rows[0] === undefined) throw new Error("the maintenance was not stored");
  return rows[0];
}

/** What people set that is not over at `now` (milliseconds since 1970), the next first. */
export async function listMaintenance(pool: Pool, now: number): Promise<MaintenanceView[]> {
  const { rows } = await pool.query<MaintenanceView>(
    `select ${COLUMNS}
     from plumbline.maintenance
     where to_at > $1::timestamptz
     order by from_at, plumbline.maintenance.id`,
    [toIso(now)],
  );
  return rows;
}

/** Ends a maintenance at once: what it held back is due `now` (milliseconds since 1970). Throws `not-found`. */
export async function endMaintenance(pool: Pool, id: string, now: number): Promise<void> {
  await withTransaction(pool, async (client) => {
    const { rows } = await client.query<{ endpoint: string | null; to: Date }>(
      `delete from plumbline.maintenance where id::text = $1::text returning endpoint, to_at as "to"`,
      [id],
    );
    if (rows[0] === undefined) throw new PlumblineError("not-found", `There is no maintenance ${id.slice(0, 40)}.`);
    const { endpoint, to } = rows[0];
    await client.query(
      `update plumbline.delivery
       set next_attempt_at = $3::timestamptz
       where state = 'pending' and next_attempt_at = $2::timestamptz and ($1::text is null or endpoint = $1::text)`,
      [endpoint, to, toIso(now)],
    );
  });
}
