import type { PoolClient } from "pg";
import type { RouteTraffic } from "../../shared/group.ts";
import { prepared } from "../lib/prepared.ts";
import { together } from "../lib/together.ts";
import { noteLate } from "./late-changes.ts";
import { storableMinute } from "./partitions.ts";
import { hashOf, storable } from "./text.ts";

type IdentifiedRoute = RouteTraffic & { id: string };

/** Adds what `traffic` counted to what is stored for the same routes. */
export async function mergeTraffic(client: PoolClient, traffic: RouteTraffic[], isSample: boolean): Promise<void> {
  if (traffic.length === 0) return;
  const routes = traffic.map((route) => ({ ...route, id: routeId(route) }));
  await together(
    upsertRoutes(client, routes, isSample),
    addMinutes(client, routes),
    addRevisions(client, routes),
    noteLate(client, routes),
  );
}

function routeId({ environment, service, method, route, origin }: RouteTraffic): string {
  return hashOf(JSON.stringify([environment, service, method, route, origin]));
}

async function upsertRoutes(client: PoolClient, routes: IdentifiedRoute[], isSample: boolean): Promise<void> {
  await prepared(
    client,
    "upsert-routes",
    `insert into plumbline.route as stored
       (id, environment, service, method, route, origin, last_minute, is_sample)
     select id, environment, service, method, route, origin, last_minute, $8::boolean
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[])
       as fresh (id, environment, service, method, route, origin, last_minute)
     order by id
     on conflict (id) do update set last_minute = greatest(stored.last_minute, excluded.last_minute)`,
    [
      routes.map(({ id }) => id),
      routes.map(({ environment }) => storable(environment)),
      routes.map(({ service }) => storable(service)),
      routes.map(({ method }) => storable(method)),
      routes.map(({ route }) => storable(route)),
      routes.map(({ origin }) => origin),
      routes.map(({ perMinute }) => storableMinute(perMinute.at(-1)?.[0] ?? 0)),
      isSample,
    ],
  );
}

async function addMinutes(client: PoolClient, routes: IdentifiedRoute[]): Promise<void> {
  const minutes = routes.flatMap(({ id, perMinute }) =>
    perMinute.map(([minute, ok, failed]) => ({ id, minute: storableMinute(minute), ok, failed })),
  );
  await prepared(
    client,
    "add-route-minutes",
    `insert into plumbline.route_minute as stored (route_id, minute, ok, failed)
     select route_id, minute, sum(ok), sum(failed)
     from unnest($1::uuid[], $2::integer[], $3::integer[], $4::integer[]) as fresh (route_id, minute, ok, failed)
     group by route_id, minute
     order by route_id, minute
     on conflict (route_id, minute) do update set
       ok = stored.ok + excluded.ok,
       failed = stored.failed + excluded.failed`,
    [
      minutes.map(({ id }) => id),
      minutes.map(({ minute }) => minute),
      minutes.map(({ ok }) => ok),
      minutes.map(({ failed }) => failed),
    ],
  );
}

async function addRevisions(client: PoolClient, routes: IdentifiedRoute[]): Promise<void> {
  const revisions = routes.flatMap(({ id, revisions: list }) => list.map((revision) => ({ id, ...revision })));
  await prepared(
    client,
    "add-route-revisions",
    `insert into plumbline.route_revision as stored (route_id, name, ok, failed)
     select route_id, name, sum(ok), sum(failed)
     from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[]) as fresh (route_id, name, ok, failed)
     group by route_id, name
     order by route_id, name
     on conflict (route_id, name) do update set
       ok = stored.ok + excluded.ok,
       failed = stored.failed + excluded.failed`,
    [
      revisions.map(({ id }) => id),
      revisions.map(({ name }) => storable(name)),
      revisions.map(({ ok }) => ok),
      revisions.map(({ failed }) => failed),
    ],
  );
}
