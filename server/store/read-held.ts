import type { Pool, PoolClient } from "pg";
import type { Incident } from "../../shared/incident.ts";
import { type Standing, standingOf } from "./standing.ts";

/**
 * What the next look compares with: every incident that is not over, and those last seen from `since` (milliseconds since 1970)
 * on, by id. Those that people merged into others are left out.
 */
export async function loadStanding(pool: Pool, since: number): Promise<Standing[]> {
  const { rows } = await pool.query<{ standing: Standing | null; derived: Incident | null }>(
    // The whole document is read only where an earlier Plumbline wrote it.
    `select standing, case when standing is null then derived end as derived
     from plumbline.incident
     where merged_into is null and (status <> 'resolved' or last_seen >= $1::text)
     order by id`,
    [new Date(since).toISOString()],
  );
  return rows.flatMap(({ standing, derived }) => standing ?? (derived === null ? [] : standingOf(derived)));
}

/** These incidents as they were derived, without people's edits, by id; those that are not stored are left out. */
export async function loadDerived(client: Pool | PoolClient, ids: readonly string[]): Promise<Incident[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<{ derived: Incident }>(
    "select derived from plumbline.incident where id = any($1::text[]) order by id",
    [ids],
  );
  return rows.map(({ derived }) => derived);
}

/** An incident as people see it; undefined where there is none. */
export async function readDocument(pool: Pool, id: string): Promise<Incident | undefined> {
  const { rows } = await pool.query<{ document: Incident }>(
    "select document from plumbline.incident where id = $1::text",
    [id],
  );
  return rows[0]?.document;
}
