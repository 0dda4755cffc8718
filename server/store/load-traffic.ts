import type { PoolClient } from "pg";
import type { RouteTraffic } from "../../shared/group.ts";
import type { MinuteRange } from "./load-groups.ts";

/** The routes with a request in these minutes, by environment, service, method, route and origin. */
export async function loadTraffic(client: PoolClient, { first, last }: MinuteRange): Promise<RouteTraffic[]> {
  const { rows } = await client.query<RouteTraffic>(
    `with counted as (
       select route_id, json_agg(json_build_array(minute, ok, failed) order by minute) as per_minute
       from plumbline.route_minute
       where minute between $1::integer and $2::integer
       group by route_id
     ), revisions as (
       select
         route_id,
         json_agg(json_build_object('name', name, 'ok', ok, 'failed', failed) order by name collate "C") as list
       from plumbline.route_revision
       where route_id in (select route_id from counted)
       group by route_id
     )
     select
       environment, service, method, route, origin,
       per_minute as "perMinute", coalesce(revisions.list, '[]') as revisions
     from counted
     join plumbline.route on route.id = counted.route_id
     left join revisions on revisions.route_id = counted.route_id
     order by environment collate "C", service collate "C", method collate "C", route collate "C", origin`,
    [first, last],
  );
  return rows;
}
