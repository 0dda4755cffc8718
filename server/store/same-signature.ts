import type { Pool, PoolClient } from "pg";
import { minuteOf } from "../../shared/time.ts";
import { distinctValues } from "./distinct-values.ts";
import { barsOf, readMembers } from "./group-bars.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** Which of these groups have a twin in `environment`: a part of the same signature, with entries about the range. */
export async function groupsAlsoIn(
  pool: Pool | PoolClient,
  ids: string[],
  environment: string,
  { from, to }: Range,
): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>({
    name: "groups-also-in",
    text: `select distinct part.kept_id as id
     from plumbline.parts_of($1::text[]) as part
     join plumbline.error_group as own on own.id = part.member_id
     where exists (
         select 1
         from plumbline.error_group as twin
         where twin.environment = $2::text
           and twin.identity = own.identity
           and plumbline.group_identity(twin.signature) = plumbline.group_identity(own.signature)
           and twin.last_seen >= $3::double precision
           and twin.first_seen <= $4::double precision
       )`,
    values: [ids, environment, from, to],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Whether anything of an environment was read in or after the range's start: without that, absence says nothing. */
export async function wasSeen(pool: Pool | PoolClient, environment: string, { from }: Range): Promise<boolean> {
  const { rows } = await pool.query<{ isSeen: boolean }>({
    name: "environment-seen",
    text: `select
       exists (
         select 1 from plumbline.route where environment = $1::text and last_minute >= $3::integer
       ) or exists (
         select 1 from plumbline.revision where environment = $1::text and last_seen >= $2::double precision
       ) or exists (
         select 1 from plumbline.error_group where environment = $1::text and last_seen >= $2::double precision
       ) as "isSeen"`,
    values: [environment, from, minuteOf(from)],
  });
  return rows[0]?.isSeen === true;
}

export type Twin = { id: string; environment: string; service: string; count: number; lastSeen: number };

/**
 * Groups of the same signature in other environments and services, with their entries in the range; the newest first. Within a
 * transaction of `byIndexes`.
 */
export async function listTwins(client: PoolClient, id: string, { from, to }: Range, limit = 50): Promise<Twin[]> {
  const { rows } = await client.query<Omit<Twin, "count">>({
    name: "group-twins",
    text: `with twins as (
       select distinct coalesce(shown.kept_id, twin.id) as id
       from plumbline.parts_of(array[$1::text]) as part
       join plumbline.error_group as own on own.id = part.member_id
       join plumbline.error_group as twin
         on twin.environment = any(${distinctValues("plumbline.error_group", "environment", "true")}::text[])
         and twin.identity = own.identity
       left join plumbline.group_part as shown on shown.member_id = twin.id
       where plumbline.group_identity(twin.signature) = plumbline.group_identity(own.signature)
     )
     select
       twin.id, twin.environment, twin.service, twin.last_seen as "lastSeen"
     from twins
     join plumbline.shown_group as twin using (id)
     where twin.id <> $1::text
     order by twin.last_seen desc, twin.id
     limit $2::integer`,
    values: [id, limit],
  });
  if (rows.length === 0) return [];
  const members = await readMembers(
    client,
    rows.map((twin) => twin.id),
  );
  const bars = await barsOf(client, members, { first: minuteOf(from), last: minuteOf(to), count: 1 });
  return rows.map((twin) => ({ ...twin, count: bars.get(twin.id)?.[0] ?? 0 }));
}
