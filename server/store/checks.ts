import type { Pool } from "pg";
import type { Check } from "../../shared/check.ts";

/** Notes runs of checks for an incident that is stored; a run that is known already is not noted again. */
export async function recordChecks(pool: Pool, incidentId: string, checks: Check[]): Promise<void> {
  await recordAllChecks(pool, [{ id: incidentId, checks }]);
}

/** The same for many incidents at once. */
export async function recordAllChecks(
  pool: Pool,
  incidents: readonly { id: string; checks: Check[] }[],
): Promise<void> {
  const runs = incidents.flatMap(({ id, checks }) => checks.map((check) => ({ id, check })));
  if (runs.length === 0) return;
  await pool.query(
    `insert into plumbline.check_run (incident_id, check_id, at, outcome, document)
     select incident_id, check_id, at, outcome, document
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::json[])
       as fresh (incident_id, check_id, at, outcome, document)
     on conflict do nothing`,
    [
      runs.map(({ id }) => id),
      runs.map(({ check }) => check.id),
      runs.map(({ check }) => check.at),
      runs.map(({ check }) => check.outcome),
      runs.map(({ check }) => JSON.stringify(check)),
    ],
  );
}

/** Runs of an incident's checks, or of one of them, newest first. */
export async function listChecks(
  pool: Pool,
  incidentId: string,
  checkId: string | null,
  limit = 100,
): Promise<Check[]> {
  const { rows } = await pool.query<{ document: Check }>(
    `select document
     from plumbline.check_run
     where incident_id = $1::text and ($2::text is null or check_id = $2::text)
     order by at desc, id desc
     limit $3::integer`,
    [incidentId, checkId, limit],
  );
  return rows.map(({ document }) => document);
}
