import type { RouteTraffic } from "../../shared/group.ts";
import { bigintArray, integerArray, textArray, uuidArray } from "../lib/binary-arrays.ts";
import type { Statement } from "../lib/statement.ts";
import { storableMinute } from "./partitions.ts";
import { hashOf, storable } from "./text.ts";

type IdentifiedRoute = RouteTraffic & { id: string };

/** Adds what `routes` counted to what is stored for the same routes. */
export function trafficStatements(routes: IdentifiedRoute[], isSample: boolean): Statement[] {
  if (routes.length === 0) return [];
  return [upsertRoutes(routes, isSample), addMinutes(routes), addRevisions(routes)];
}

/** Traffic with the ids of its routes. */
export function identified(traffic: RouteTraffic[]): IdentifiedRoute[] {
  return traffic.map((route) => ({ ...route, id: routeId(route) }));
}

function routeId({ environment, service, method, route, origin }: RouteTraffic): string {
  return hashOf(JSON.stringify([environment, service, method, route, origin]));
}

function upsertRoutes(routes: IdentifiedRoute[], isSample: boolean): Statement {
  return {
    name: "upsert-routes",
    text: `insert into plumbline.route as stored
       (id, environment, service, method, route, origin, last_minute, is_sample)
     select id, environment, service, method, route, origin, last_minute, $8::boolean
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[])
       as fresh (id, environment, service, method, route, origin, last_minute)
     order by id
     on conflict (id) do update set last_minute = greatest(stored.last_minute, excluded.last_minute)`,
    values: [
      uuidArray(routes.map(({ id }) => id)),
      textArray(routes.map(({ environment }) => storable(environment))),
      textArray(routes.map(({ service }) => storable(service))),
      textArray(routes.map(({ method }) => storable(method))),
      textArray(routes.map(({ route }) => storable(route))),
      textArray(routes.map(({ origin }) => origin)),
      integerArray(routes.map(({ perMinute }) => storableMinute(perMinute.at(-1)?.[0] ?? 0))),
      isSample,
    ],
  };
}

function addMinutes(routes: IdentifiedRoute[]): Statement {
  const minutes = routes.flatMap(({ id, perMinute }) =>
    perMinute.map(([minute, ok, failed]) => ({ id, minute: storableMinute(minute), ok, failed })),
  );
  return {
    name: "add-route-minutes",
    text: `insert into plumbline.route_minute as stored (route_id, minute, ok, failed)
     select route_id, minute, sum(ok), sum(failed)
     from unnest($1::uuid[], $2::integer[], $3::integer[], $4::integer[]) as fresh (route_id, minute, ok, failed)
     group by route_id, minute
     order by route_id, minute
     on conflict (route_id, minute) do update set
       ok = stored.ok + excluded.ok,
       failed = stored.failed + excluded.failed`,
    values: [
      uuidArray(minutes.map(({ id }) => id)),
      integerArray(minutes.map(({ minute }) => minute)),
      integerArray(minutes.map(({ ok }) => ok)),
      integerArray(minutes.map(({ failed }) => failed)),
    ],
  };
}

function addRevisions(routes: IdentifiedRoute[]): Statement {
  const revisions = routes.flatMap(({ id, revisions: list }) => list.map((revision) => ({ id, ...revision })));
  return {
    name: "add-route-revisions",
    text: `insert into plumbline.route_revision as stored (route_id, name, ok, failed)
     select route_id, name, sum(ok), sum(failed)
     from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[]) as fresh (route_id, name, ok, failed)
     group by route_id, name
     order by route_id, name
     on conflict (route_id, name) do update set
       ok = stored.ok + excluded.ok,
       failed = stored.failed + excluded.failed`,
    values: [
      uuidArray(revisions.map(({ id }) => id)),
      textArray(revisions.map(({ name }) => storable(name))),
      bigintArray(revisions.map(({ ok }) => ok)),
      bigintArray(revisions.map(({ failed }) => failed)),
    ],
  };
}
