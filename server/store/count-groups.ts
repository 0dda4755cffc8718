import type { Pool } from "pg";
import type { Reach } from "../../shared/identity.ts";
import { cheapIndexes } from "../lib/snapshot.ts";
import { distinctValues } from "./distinct-values.ts";

const WITHIN_REACH = "($2::text[] is null or environment = any($2::text[]))";

/** Of the groups within reach, how many there are, how many of them are muted, and the values that occur, in order of the alphabet. */
export async function countGroups(pool: Pool, now: number, reach?: Reach) {
  const { rows } = await cheapIndexes(pool, (client) =>
    client.query<Totals>(
      `select
         (
           (select count(*) from plumbline.error_group where ${WITHIN_REACH})
           - (select count(*) from plumbline.group_part join plumbline.error_group on id = member_id where ${WITHIN_REACH})
         )::integer as all,
         (
           select count(*)::integer
           from plumbline.group_mute
           where until > $1::timestamptz
             and exists (select 1 from plumbline.shown_group where id = group_id and ${WITHIN_REACH})
         ) as muted,
         ${distinctValues("plumbline.error_group", "environment", WITHIN_REACH)} as environments,
         ${distinctValues("plumbline.error_group", "service", WITHIN_REACH)} as services,
         ${distinctValues("plumbline.error_group", "family", WITHIN_REACH)} as families`,
      [new Date(now), reach ?? null],
    ),
  );
  const { all = 0, muted = 0, environments = [], services = [], families = [] } = rows[0] ?? {};
  return { totals: { all, muted }, facets: { environments, services, families } };
}

type Totals = { all: number; muted: number; environments: string[]; services: string[]; families: string[] };
