import type { Pool } from "pg";
import type { Check } from "../../shared/check.ts";

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
    `select environment, service, newest.*
     from (select environment, service from plumbline.revision group by environment, service) as own
     cross join lateral (
       select name, first_seen as "firstSeen", last_seen as "lastSeen"
       from plumbline.revision
       where revision.environment = own.environment and revision.service = own.service
       order by last_seen desc, first_seen desc, name
       limit $1::integer
     ) as newest
     order by environment, service, "lastSeen" desc, "firstSeen" desc, name`,
    [MAX_REVISIONS],
  );
  return rows;
}

/** Titles and services of these groups, by id. */
export async function readTitles(
  pool: Pool,
  ids: readonly string[],
): Promise<Map<string, { title: string; service: string }>> {
  const { rows } = await pool.query<{ id: string; title: string; service: string }>(
    "select id, title, service from plumbline.shown_group where id = any($1::text[])",
    [ids],
  );
  return new Map(rows.map(({ id, ...words }) => [id, words]));
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
