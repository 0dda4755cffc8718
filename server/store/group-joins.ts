import type { Pool, PoolClient } from "pg";
import type { ErrorGroup } from "../../shared/group.ts";
import { withTransaction } from "../lib/database.ts";
import { storable } from "./text.ts";

/** One change of joins at a time. Any fixed number. */
const JOIN_LOCK = 77_012;

/** Runs `work` in one transaction while nobody else changes what is joined. */
export function changingJoins<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1::bigint)", [JOIN_LOCK]);
    return work(client);
  });
}

export type StoredPart = Pick<ErrorGroup, "id" | "environment" | "service" | "kind" | "signature" | "firstSeen">;

/** Groups whose text was not compared with others yet, at most `limit`, in order of the id. */
export async function listUncompared(pool: Pool, limit: number): Promise<StoredPart[]> {
  const { rows } = await pool.query<StoredPart>(
    `select id, environment, service, kind, signature, first_seen as "firstSeen"
     from plumbline.error_group
     where not is_compared
     order by id
     limit $1::integer`,
    [limit],
  );
  return rows;
}

/** Groups whose text was compared, with that of the cluster it belongs to: those seen last, at most `limit`. */
export async function listCompared(
  pool: Pool,
  limit: number,
): Promise<(StoredPart & { clusterText: string | null })[]> {
  const { rows } = await pool.query<StoredPart & { clusterText: string | null }>(
    `select
       id, environment, service, kind, signature, first_seen as "firstSeen",
       coalesce(by_parent.template, own_text.template) as "clusterText"
     from plumbline.error_group
     left join plumbline.group_join on member_id = id and rule = 'words'
     left join plumbline.group_text as by_parent on by_parent.group_id = parent_id
     left join plumbline.group_text as own_text on own_text.group_id = id
     where is_compared
     order by last_seen desc, id
     limit $1::integer`,
    [limit],
  );
  return rows;
}

/** Notes that these groups were compared. */
export async function markCompared(client: PoolClient, ids: readonly string[]): Promise<void> {
  await client.query(
    // Rows are taken in the order in which batches take them.
    `with held as (
       select id from plumbline.error_group where id = any($1::text[]) order by id for update
     )
     update plumbline.error_group as own set is_compared = true from held where own.id = held.id`,
    [ids],
  );
}

/** Every join by its member, and the groups that a person set apart. */
export async function readJoins(client: PoolClient) {
  const joins = await client.query<{ memberId: string; parentId: string; isPerson: boolean }>(
    `select member_id as "memberId", parent_id as "parentId", rule = 'person' as "isPerson"
     from plumbline.group_join
     order by member_id`,
  );
  const apart = await client.query<{ id: string }>("select group_id as id from plumbline.group_apart");
  return {
    joins: new Map(joins.rows.map(({ memberId, ...join }) => [memberId, join])),
    apart: new Set(apart.rows.map(({ id }) => id)),
  };
}

/** Which of these groups are still stored. */
export async function whichExist(client: PoolClient, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>(
    "select id from plumbline.error_group where id = any($1::text[])",
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

export type JoinToAdd = {
  memberId: string;
  parentId: string;
  rule: "words" | "person";
  differences: readonly { a: string; b: string }[];
  who: string;
  reason: string | null;
  /** Milliseconds since 1970. */
  at: number;
};

/** Adds joins, each with a line of its history. A group that is joined already stays where it is. */
export async function addJoins(client: PoolClient, joins: readonly JoinToAdd[]): Promise<void> {
  if (joins.length === 0) return;
  await client.query(
    `with fresh as (
       insert into plumbline.group_join (member_id, parent_id, kept_id, rule, differences, who, reason, at)
       select member_id, parent_id, parent_id, rule, differences, who, reason, at
       from unnest(
         $1::text[], $2::text[], $3::text[], $4::json[], $5::text[], $6::text[], $7::timestamptz[]
       ) as new (member_id, parent_id, rule, differences, who, reason, at)
       on conflict (member_id) do nothing
       returning *
     )
     insert into plumbline.group_join_event (kind, rule, member_id, kept_id, differences, who, reason, at)
     select 'join', rule, member_id, parent_id, differences, who, reason, at from fresh order by member_id`,
    [
      joins.map(({ memberId }) => memberId),
      joins.map(({ parentId }) => parentId),
      joins.map(({ rule }) => rule),
      joins.map(({ differences }) => JSON.stringify(differences)),
      joins.map(({ who }) => storable(who)),
      joins.map(({ reason }) => (reason === null ? null : storable(reason))),
      joins.map(({ at }) => new Date(at)),
    ],
  );
  await findKept(client);
}

/** Writes for each join the group at the end of its chain. */
export async function findKept(client: PoolClient): Promise<void> {
  await client.query(
    `with recursive up as (
       select member_id, parent_id as top from plumbline.group_join
       union
       select up.member_id, parent_id from up join plumbline.group_join as above on above.member_id = up.top
     )
     update plumbline.group_join as own
     set kept_id = up.top
     from up
     where own.member_id = up.member_id
       and own.kept_id <> up.top
       and not exists (select 1 from plumbline.group_join as above where above.member_id = up.top)`,
  );
}

/** How groups read that others were joined to; what reads so already costs nothing. */
export async function writeTexts(
  client: PoolClient,
  texts: readonly { id: string; template: string; title: string }[],
): Promise<void> {
  if (texts.length === 0) return;
  await client.query(
    `insert into plumbline.group_text as stored (group_id, template, title)
     select distinct on (group_id) group_id, template, title
     from unnest($1::text[], $2::json[], $3::text[]) as fresh (group_id, template, title)
     order by group_id
     on conflict (group_id) do update set template = excluded.template, title = excluded.title
     where stored.template::text <> excluded.template::text`,
    [
      texts.map(({ id }) => id),
      texts.map(({ template }) => JSON.stringify(template)),
      texts.map(({ title }) => storable(title)),
    ],
  );
}

/** Forgets texts of groups to which nothing is joined because of its words any more. */
export async function dropStaleTexts(client: Pool | PoolClient): Promise<void> {
  await client.query(
    `delete from plumbline.group_text
     where not exists (select 1 from plumbline.group_join where parent_id = group_id and rule = 'words')`,
  );
}

/** Forgets joins because of words between groups that are both gone. What a person said is kept for when they come back. */
export async function forgetJoins(pool: Pool): Promise<void> {
  await changingJoins(pool, async (client) => {
    await client.query(
      `delete from plumbline.group_join
       where rule = 'words'
         and not exists (select 1 from plumbline.error_group where id in (member_id, parent_id))`,
    );
    await dropStaleTexts(client);
  });
}
