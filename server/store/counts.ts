import type { Pool } from "pg";

export type Counted = { name: string; count: number };

/** Deliveries by state, as of now. */
export async function countDeliveries(pool: Pool): Promise<Counted[]> {
  const { rows } = await pool.query<Counted>(
    `select state as name, count(*)::double precision as count
     from plumbline.delivery
     group by state
     order by state`,
  );
  return rows;
}

/** Incidents by status, as of now. */
export async function countIncidents(pool: Pool): Promise<Counted[]> {
  const { rows } = await pool.query<Counted>(
    `select status as name, count(*)::double precision as count
     from plumbline.incident
     group by status
     order by status`,
  );
  return rows;
}

/** The age of the oldest message that waits for an endpoint, in seconds; 0 where none does. */
export async function oldestPending(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ seconds: number | null }>(
    `select extract(epoch from now() - min(outbox.created_at))::double precision as seconds
     from plumbline.delivery
     join plumbline.outbox using (sequence)
     where delivery.state = 'pending'`,
  );
  return Math.max(0, rows[0]?.seconds ?? 0);
}
