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
