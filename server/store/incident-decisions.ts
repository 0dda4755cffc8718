import type { Pool, PoolClient } from "pg";
import type { IncidentDecision } from "../../shared/incident.ts";
import type { Regrouping } from "../../shared/incident-decisions.ts";
import { toIso } from "../../shared/time.ts";
import { storable } from "./text.ts";

/** A merge or a split that a person wants; `at` in milliseconds since 1970. */
export type NewDecision = Regrouping & {
  fromTitle: string;
  intoTitle: string;
  who: string;
  at: number;
  reason: string;
};

/** A decision with the groups that it is about. */
export type StoredDecision = Regrouping & { id: string; isUndone: boolean };

/** Writes a decision down, and gives its id. Both incidents have to be stored when the transaction ends. */
export async function addDecision(client: PoolClient, decision: NewDecision): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `insert into plumbline.incident_decision
       (kind, from_id, into_id, from_title, into_title, moved, kept, who, at, reason)
     values (
       $1::text, $2::text, $3::text, $4::text, $5::text, $6::text[], $7::text[], $8::text, $9::timestamptz, $10::text
     )
     returning id::text as id`,
    [
      decision.kind,
      decision.from,
      decision.into,
      storable(decision.fromTitle),
      storable(decision.intoTitle),
      decision.moved,
      decision.kept,
      storable(decision.who),
      toIso(decision.at),
      storable(decision.reason),
    ],
  );
  return rows[0]?.id ?? "";
}

/** Takes a decision back. Whether it held until then. */
export async function undoDecision(
  client: PoolClient,
  id: string,
  { who, at, reason }: { who: string; at: number; reason: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update plumbline.incident_decision
     set undone_by = $2::text, undone_at = $3::timestamptz, undone_reason = $4::text
     where id = $1::bigint and undone_by is null`,
    [id, storable(who), toIso(at), storable(reason)],
  );
  return rowCount === 1;
}

/** Every decision in order of time, those that were taken back too. */
export async function listDecisions(client: Pool | PoolClient): Promise<StoredDecision[]> {
  const { rows } = await client.query<StoredDecision>(
    `select
       id::text as id, kind, from_id as "from", into_id as "into", moved, kept, undone_by is not null as "isUndone"
     from plumbline.incident_decision
     order by incident_decision.id`,
  );
  return rows;
}

/** The decisions that concern each of these incidents, as they show them, oldest first. */
export async function decisionsOf(
  client: PoolClient,
  ids: readonly string[],
): Promise<Map<string, IncidentDecision[]>> {
  const { rows } = await client.query<DecisionRow>(
    `select
       id::text as id, kind, from_id as "fromId", into_id as "intoId", from_title as "fromTitle", into_title as "intoTitle",
       cardinality(moved) as groups, who, at, reason,
       undone_by as "undoneBy", undone_at as "undoneAt", undone_reason as "undoneReason"
     from plumbline.incident_decision
     where from_id = any($1::text[]) or into_id = any($1::text[])
     order by incident_decision.id`,
    [ids],
  );
  const decisions = new Map<string, IncidentDecision[]>();
  for (const row of rows) {
    for (const id of [row.fromId, row.intoId]) {
      if (ids.includes(id)) decisions.set(id, [...(decisions.get(id) ?? []), decisionFrom(row)]);
    }
  }
  return decisions;
}

/** The ids of the groups that these incidents ever held, but for echoes. */
export async function groupsEverIn(client: Pool | PoolClient, incidentIds: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ groupId: string }>(
    `select distinct group_id as "groupId"
     from plumbline.incident_group
     where incident_id = any($1::text[]) and role <> 'echo'
     order by group_id`,
    [incidentIds],
  );
  return rows.map(({ groupId }) => groupId);
}

type DecisionRow = Pick<IncidentDecision, "id" | "kind" | "groups" | "who" | "reason"> & {
  fromId: string;
  intoId: string;
  fromTitle: string;
  intoTitle: string;
  at: Date;
  undoneBy: string | null;
  undoneAt: Date | null;
  undoneReason: string | null;
};

function decisionFrom(row: DecisionRow): IncidentDecision {
  const { id, kind, groups, who, at, reason, undoneBy, undoneAt, undoneReason } = row;
  const isUndone = undoneBy !== null && undoneAt !== null && undoneReason !== null;
  return {
    id,
    kind,
    from: { id: row.fromId, title: row.fromTitle },
    into: { id: row.intoId, title: row.intoTitle },
    ...{ groups, who, at: at.toISOString(), reason },
    undone: isUndone ? { who: undoneBy, at: undoneAt.toISOString(), reason: undoneReason } : null,
  };
}
