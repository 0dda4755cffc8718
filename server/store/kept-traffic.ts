import type { PoolClient } from "pg";
import type { RouteTraffic } from "../../shared/group.ts";
import type { Changes } from "./changed-since.ts";
import { type OpenRange, placeOf } from "./kept-minutes.ts";

/** The traffic of a window, kept in memory; a route of which nothing changed stays the same object. */
export type KeptTraffic = {
  /** Reads what changed, or everything where that is not known. */
  update: (client: PoolClient, changes: Changes | undefined, range: OpenRange) => Promise<void>;
  /** The routes with a request in these minutes, by environment, service, method, route and origin. */
  within: (range: OpenRange) => RouteTraffic[];
};

type Route = Omit<RouteTraffic, "perMinute" | "revisions">;
type Minutes = RouteTraffic["perMinute"];
type Kept = { route: Route; revisions: RouteTraffic["revisions"]; minutes: Minutes };
type Made = { from: Kept; begin: number; end: number; traffic: RouteTraffic };

/** An empty memory. */
export function keptTraffic(): KeptTraffic {
  const kept = new Map<string, Kept>();
  const made = new Map<string, Made>();

  const drop = (id: string) => {
    kept.delete(id);
    made.delete(id);
  };

  const readAll = async (client: PoolClient, ids: readonly string[] | null, { first }: OpenRange) => {
    const counted = await readMinutes(client, ids, first);
    const routes = await readRoutes(client, [...counted.keys()]);
    for (const id of ids ?? kept.keys()) if (!routes.has(id)) drop(id);
    for (const [id, found] of routes) kept.set(id, { ...found, minutes: counted.get(id) ?? [] });
  };

  const readNewer = async (client: PoolClient, ids: readonly string[], from: number) => {
    const newer = await readMinutes(client, ids, from);
    const routes = await readRoutes(client, ids);
    for (const id of ids) {
      const [known, found] = [kept.get(id), routes.get(id)];
      if (known === undefined || found === undefined) continue;
      const minutes = [...known.minutes.slice(0, placeOf(known.minutes, from)), ...(newer.get(id) ?? [])];
      kept.set(id, { ...found, minutes });
    }
  };

  const dropOlder = (first: number) => {
    for (const [id, known] of kept) {
      const place = placeOf(known.minutes, first);
      if (place === known.minutes.length) drop(id);
      else if (place > 0) kept.set(id, { ...known, minutes: known.minutes.slice(place) });
    }
  };

  const shown = (id: string, from: Kept, { first, last }: OpenRange): RouteTraffic[] => {
    const [begin, end] = [placeOf(from.minutes, first), placeOf(from.minutes, last + 1)];
    if (begin === end) return [];
    const known = made.get(id);
    if (known?.from === from && known.begin === begin && known.end === end) return [known.traffic];
    const traffic = { ...from.route, perMinute: from.minutes.slice(begin, end), revisions: from.revisions };
    made.set(id, { from, begin, end, traffic });
    return [traffic];
  };

  return {
    async update(client, changes, range) {
      if (changes === undefined) return readAll(client, null, range);
      const isWhole = (id: string) => changes.late.has(id) || !kept.has(id);
      await readAll(client, [...new Set([...changes.routes, ...changes.late])].filter(isUuid).filter(isWhole), range);
      const partly = changes.routes.filter((id) => !isWhole(id));
      await readNewer(client, partly, Math.max(changes.recent, range.first));
      dropOlder(range.first);
    },
    within: (range) => [...kept].flatMap(([id, from]) => shown(id, from, range)).sort(byPlace),
  };
}

/** Routes have longer ids than groups. */
function isUuid(id: string): boolean {
  return id.length === 32;
}

/** Minutes from `first` on of these routes, of all where `ids` is null, by the route's id. */
async function readMinutes(
  client: PoolClient,
  ids: readonly string[] | null,
  first: number,
): Promise<Map<string, Minutes>> {
  if (ids?.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; minutes: Minutes }>(
    `select
       replace(route_id::text, '-', '') as id,
       json_agg(json_build_array(minute, ok, failed) order by minute) as minutes
     from plumbline.route_minute
     where minute >= $1::integer and ($2::uuid[] is null or route_id = any($2::uuid[]))
     group by route_id`,
    [first, ids],
  );
  return new Map(rows.map(({ id, minutes }) => [id, minutes]));
}

async function readRoutes(
  client: PoolClient,
  ids: readonly string[],
): Promise<Map<string, { route: Route; revisions: RouteTraffic["revisions"] }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<Route & { id: string; revisions: RouteTraffic["revisions"] }>(
    `select
       replace(id::text, '-', '') as id, environment, service, method, route, origin,
       coalesce((
         select
           json_agg(json_build_object('name', name, 'ok', ok, 'failed', failed) order by name collate "C")
         from plumbline.route_revision
         where route_id = route.id
       ), '[]') as revisions
     from plumbline.route
     where id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, revisions, ...route }) => [id, { route, revisions }]));
}

function byPlace(a: Route, b: Route): number {
  return (
    byBytes(a.environment, b.environment) ||
    byBytes(a.service, b.service) ||
    byBytes(a.method, b.method) ||
    byBytes(a.route, b.route) ||
    byBytes(a.origin, b.origin)
  );
}

/** As PostgreSQL sorts by collation "C": UTF-16 sorts the last characters otherwise than UTF-8. */
function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  if (/[\ud800-\uffff]/.test(a + b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}
