import type { Pool } from "pg";
import type { Check } from "../../shared/check.ts";
import { minuteOf } from "../../shared/time.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

export type EnvironmentCounts = { environment: string; groups: number; entries: number };

/** How much failed in each environment within the range, in order of the alphabet. */
export async function countByEnvironment(pool: Pool, { from, to }: Range): Promise<EnvironmentCounts[]> {
  const { rows } = await pool.query<EnvironmentCounts>(
    `select environment, count(*)::integer as groups, sum(entries)::double precision as entries
     from (
       select coalesce(kept_id, group_id) as group_id, sum(count) as entries
       from plumbline.group_minute
       left join plumbline.group_part on member_id = group_id
       where minute between $2::integer and $3::integer
       group by 1
     ) as counted
     join plumbline.shown_group on id = group_id
     where last_seen >= $1::double precision
     group by environment
     order by environment`,
    [from, minuteOf(from), minuteOf(to)],
  );
  return rows;
}

export type ServiceRevision = {
  environment: string;
  service: string;
  name: string;
  firstSeen: number;
  lastSeen: number;
};

const MAX_REVISIONS = 5;

/** The revisions of each service that were seen last, the newest first, a few of each. */
export async function listRevisions(pool: Pool): Promise<ServiceRevision[]> {
  const { rows } = await pool.query<ServiceRevision>(
    `select environment, service, name, "firstSeen", "lastSeen"
     from (
       select
         environment, service, name, first_seen as "firstSeen", last_seen as "lastSeen",
         row_number() over (partition by environment, service order by last_seen desc, first_seen desc, name) as place
       from plumbline.revision
     ) as ranked
     where place <= $1::integer
     order by environment, service, place`,
    [MAX_REVISIONS],
  );
  return rows;
}

export type SignatureCount = {
  id: string;
  title: string;
  service: string;
  count: number;
  isHere: boolean;
  isThere: boolean;
};

/**
 * The signatures that two environments showed in the range, each once, with a group that has it (here, where both have it),
 * the most frequent first.
 */
export async function compareSignatures(
  pool: Pool,
  here: string,
  there: string,
  { from, to }: Range,
): Promise<SignatureCount[]> {
  const { rows } = await pool.query<SignatureCount>(
    `with counted as (
       select
         shown.id, shown.title, shown.service, own.environment, plumbline.group_identity(own.signature) as identity, count
       from (
         select group_id, sum(count) as count
         from plumbline.group_minute
         where minute between $4::integer and $5::integer
         group by group_id
       ) as summed
       join plumbline.error_group as own on own.id = summed.group_id
       left join plumbline.group_part as part on part.member_id = own.id
       join plumbline.shown_group as shown on shown.id = coalesce(part.kept_id, own.id)
       where own.environment in ($1::text, $2::text) and own.last_seen >= $3::double precision
     ), matched as (
       -- What is one group here is one mistake, whatever it is there.
       select identity, coalesce(min(id) filter (where environment = $1::text), min(id)) as first_id
       from counted
       group by identity
     )
     select
       (array_agg(id order by environment = $1::text desc, count desc, id))[1] as id,
       (array_agg(title order by environment = $1::text desc, count desc, id))[1] as title,
       (array_agg(service order by environment = $1::text desc, count desc, id))[1] as service,
       sum(count)::double precision as count,
       bool_or(environment = $1::text) as "isHere",
       bool_or(environment = $2::text) as "isThere"
     from counted
     join matched using (identity)
     group by first_id
     order by 4 desc, 1`,
    [here, there, from, minuteOf(from), minuteOf(to)],
  );
  return rows;
}

/** The newest answer to each of these checks, from incidents and from people's looks; by id. */
export async function readLatestChecks(pool: Pool, checkIds: string[]): Promise<Map<string, Check>> {
  const { rows } = await pool.query<{ document: Check }>(
    `select distinct on (check_id) document
     from (
       select check_id, at, document from plumbline.environment_look where check_id = any($1::text[])
       union all
       select asked.id, at, document
       from unnest($1::text[]) as asked (id)
       cross join lateral (
         select at, document
         from plumbline.check_run
         where check_id = asked.id
         order by at desc
         limit 1
       ) as newest
     ) as every (check_id, at, document)
     order by check_id, at desc`,
    [checkIds],
  );
  return new Map(rows.map(({ document }) => [document.id, document]));
}

/** Keeps what the live systems said about an environment. */
export async function saveLooks(pool: Pool, checks: Check[]): Promise<void> {
  await pool.query(
    `insert into plumbline.environment_look (environment, check_id, at, document)
     select environment, check_id, at, document
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::json[]) as fresh (environment, check_id, at, document)
     on conflict (environment, check_id) do update set at = excluded.at, document = excluded.document`,
    [
      checks.map(({ environment }) => environment),
      checks.map(({ id }) => id),
      checks.map(({ at }) => at),
      checks.map((check) => JSON.stringify(check)),
    ],
  );
}
