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

/** `isMember`: it was joined to another because of its words. */
type ComparedPart = StoredPart & { clusterText: string | null; isMember: boolean };

/** Groups whose text was compared, with that of the cluster it belongs to: those seen last, at most `limit`. */
export async function listCompared(pool: Pool, limit: number): Promise<ComparedPart[]> {
  const { rows } = await pool.query<ComparedPart>(
    `select
       id, environment, service, kind, signature, first_seen as "firstSeen",
       coalesce(by_parent.template, own_text.template) as "clusterText", member_id is not null as "isMember"
     from plumbline.error_group
     left join plumbline.group_join on member_id = id and rule = 'words'
     left join plumbline.group_text as by_parent on by_parent.group_id = parent_id
     left join plumbline.group_text as own_text on own_text.group_id = id
     where is_compared
     order by seen_slot desc, last_seen desc, id
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

/** What is known of these groups: their joins, who of them was set apart, has others joined to it, and is stored at all. */
export async function readJoins(client: PoolClient, ids: readonly string[]) {
  const { rows } = await client.query<KnownGroup>(
    `select
       asked.id, kept_id as "keptId", rule = 'person' as "isPerson",
       exists (select 1 from plumbline.group_apart where group_id = asked.id) as "isApart",
       exists (select 1 from plumbline.group_join as below where below.parent_id = asked.id) as "isParent"
     from unnest($1::text[]) as asked (id)
     join plumbline.error_group using (id)
     left join plumbline.group_join on member_id = asked.id`,
    [ids],
  );
  const idsOf = (isOne: (row: KnownGroup) => boolean) => new Set(rows.filter(isOne).map(({ id }) => id));
  return {
    known: new Map(
      rows.flatMap(({ id, keptId, isPerson }) =>
        keptId === null ? [] : [[id, { keptId, isPerson: isPerson === true }] as const],
      ),
    ),
    apart: idsOf(({ isApart }) => isApart),
    parents: idsOf(({ isParent }) => isParent),
    stored: idsOf(() => true),
  };
}

type KnownGroup = {
  id: string;
  keptId: string | null;
  isPerson: boolean | null;
  isApart: boolean;
  isParent: boolean;
};

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
       select new.member_id, new.parent_id, coalesce(above.kept_id, new.parent_id), new.rule, new.differences, new.who, new.reason, new.at
       from unnest(
         $1::text[], $2::text[], $3::text[], $4::json[], $5::text[], $6::text[], $7::timestamptz[]
       ) as new (member_id, parent_id, rule, differences, who, reason, at)
       left join plumbline.group_join as above on above.member_id = new.parent_id
       on conflict (member_id) do nothing
       returning *
     ), follow as (
       -- What was shown in a group that is a member now is shown where that is.
       update plumbline.group_join as below
       set kept_id = fresh.kept_id
       from fresh
       where below.kept_id = fresh.member_id
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
}

/** Writes anew, for each join that is shown in this group, the group at the end of its chain. */
export async function findKept(client: PoolClient, keptId: string): Promise<void> {
  await client.query(
    `with recursive up as (
       select member_id, parent_id as top from plumbline.group_join where kept_id = $1::text
       union
       select up.member_id, parent_id from up join plumbline.group_join as above on above.member_id = up.top
     )
     update plumbline.group_join as own
     set kept_id = up.top
     from up
     where own.member_id = up.member_id
       and own.kept_id <> up.top
       and not exists (select 1 from plumbline.group_join as above where above.member_id = up.top)`,
    [keptId],
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
