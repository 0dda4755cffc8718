import type { Pool, PoolClient } from "pg";
import type { Incident } from "../../shared/incident.ts";

/** Notes which groups these incidents hold; what is known already costs nothing. Incidents that are not stored are left out. */
export async function linkGroups(pool: Pool, incidents: readonly Incident[]): Promise<void> {
  const links = incidents.flatMap(({ id, groups }) =>
    groups.map((group) => ({ id, group: group.id, role: group.role })),
  );
  if (links.length === 0) return;
  await pool.query(
    `insert into plumbline.incident_group as stored (incident_id, group_id, role)
     select distinct on (incident_id, group_id) incident_id, group_id, role
     from unnest($1::text[], $2::text[], $3::text[]) as fresh (incident_id, group_id, role)
     where exists (select 1 from plumbline.incident where id = incident_id)
     order by incident_id, group_id
     on conflict (incident_id, group_id) do update set role = excluded.role where stored.role <> excluded.role`,
    [links.map(({ id }) => id), links.map(({ group }) => group), links.map(({ role }) => role)],
  );
}

export type GroupIncident = {
  id: string;
  role: Incident["groups"][number]["role"];
  status: Incident["status"];
  severity: Incident["severity"];
  lastSeen: string;
  summary: { title: string };
};

/** The incidents that a group, or one that is shown in it, belongs to, the newest first. */
export async function listIncidentsOf(pool: Pool | PoolClient, groupId: string, limit = 50): Promise<GroupIncident[]> {
  const { rows } = await pool.query<GroupIncident>({
    name: "incidents-of-group",
    text: `select id, role, status, severity, last_seen as "lastSeen", summary
     from (
       select distinct on (incident_id) incident_id, role
       from plumbline.parts_of(array[$1::text])
       join plumbline.incident_group on group_id = member_id
       order by incident_id, member_id <> kept_id, member_id
     ) as linked
     join plumbline.incident on id = incident_id
     order by last_seen desc, id
     limit $2::integer`,
    values: [groupId, limit],
  });
  return rows;
}

/** Which of these incidents are stored, with their status. */
export async function statusesOf(pool: Pool, ids: string[]): Promise<Map<string, Incident["status"]>> {
  const { rows } = await pool.query<{ id: string; status: Incident["status"] }>(
    "select id, status from plumbline.incident where id = any($1::text[])",
    [ids],
  );
  return new Map(rows.map(({ id, status }) => [id, status]));
}
