import type { Pool } from "pg";
import { ingest } from "../../server/ingest.ts";
import { dayOf, ensurePartitions } from "../../server/store/partitions.ts";
import { configSchema } from "../../shared/config.ts";
import { DAY, HOUR, MINUTE, minuteOf } from "../../shared/time.ts";
import { request, text } from "../lib/entries.ts";

const CONFIG = configSchema.parse({});
const PER_BATCH = 2000;
const PATHS = ["/api/orders", "/api/carts", "/api/users", "/api/prices"];
const HEALTHY = ["/api/items", "/api/search", "/login", "/api/stock", "/api/reviews", "/api/images"];
/** Entries of each group and route that are there before their minutes are repeated. */
const FEW = 6;

/**
 * A day of `services` services before `now` (milliseconds since 1970), as a store has it: of each some errors that come all the
 * time, some that come now and then, some that were over hours ago, and the traffic of its routes. Ten groups each.
 */
export async function addDayOfHistory(pool: Pool, services: number, now: number): Promise<void> {
  const names = Array.from({ length: services }, (_, i) => `shop-${i}`);
  const values = names.flatMap((service, i) => entriesOf(service, i, now));
  for (let from = 0; from < values.length; from += PER_BATCH) {
    const part = values.slice(from, from + PER_BATCH).map((value, i) => ({ line: from + i + 1, value }));
    await ingest(pool, CONFIG, { source: "history", values: part });
  }
  await ensurePartitions(pool, [dayOf(now - DAY), dayOf(now)], now);
  const last = minuteOf(now) - 5;
  await repeatMinutes(pool, last - 1430, last);
  await endSome(pool, now - 3 * HOUR);
}

/** A few entries of each group and route of a service, minutes ago. */
function entriesOf(service: string, number: number, now: number): Record<string, unknown>[] {
  return Array.from({ length: FEW * KINDS }, (_, i) => {
    const [round, kind] = [Math.floor(i / KINDS), i % KINDS];
    const at = now - 5 * MINUTE - round * 20_000 - kind * 911 - number * 37;
    return entryOf({ service, number, kind, round }, at);
  });
}

/** The entry with this number of an endless stream of entries of `services` services, as they have them all day. */
export function entryOfDay(services: number, place: number, at: number): Record<string, unknown> {
  const number = place % services;
  const round = Math.floor(place / services);
  return entryOf({ service: `shop-${number}`, number, kind: round % KINDS, round }, at);
}

type Place = { service: string; number: number; kind: number; round: number };

const KINDS = PATHS.length + HEALTHY.length + 6;

function entryOf({ service, number, kind, round }: Place, at: number): Record<string, unknown> {
  const place = { at, service, instance: `${service}-${round % 3}`, revision: `${service}-00002-new` };
  const [failing, healthy] = [PATHS[kind], HEALTHY[kind - PATHS.length]];
  if (failing !== undefined)
    return request({ ...place, path: failing, status: 500, remoteIp: `203.0.113.${round % 99}` });
  if (healthy !== undefined) return request({ ...place, path: healthy, remoteIp: `198.51.100.${round % 99}` });
  const texts = [
    `relation "orders_${number}" does not exist`,
    `could not read the price list of shop ${number % 7}: the stock keeper is not there`,
    tracebackOf("ValueError", `bad pool in part ${number}`, number),
    tracebackOf("KeyError", "'tax'", number),
    `mail to customers of ${service} was not sent, the queue is full`,
    `the printer of ${service} answers no more`,
  ];
  return text(texts[kind - PATHS.length - HEALTHY.length] ?? "", { ...place, severity: "ERROR" });
}

function tracebackOf(type: string, message: string, number: number): string {
  return `Traceback (most recent call last):\n  File "/app/main.py", line 12, in handle_${number}\n    return await query()\n  File "/app/db.py", line 40, in query\n    raise ${type}()\n${type}: ${message}`;
}

/** Every third group comes in each of these minutes, the others in every fifth; each route has requests in each. */
async function repeatMinutes(pool: Pool, first: number, last: number): Promise<void> {
  await pool.query(
    `insert into plumbline.group_minute (group_id, minute, count, arrivals)
     select
       id, minute, 3,
       (select array_agg(minute * 60000::double precision + (offset_ms + n * 17000) % 60000 order by (offset_ms + n * 17000) % 60000) from generate_series(0, 2) as n)
     from (select id, row_number() over (order by id) as place, abs(hashtext(id)) % 60000 as offset_ms from plumbline.error_group) as seen
     cross join generate_series($1::integer, $2::integer) as minute
     where place % 3 = 0 or minute % 5 = place % 5
     on conflict do nothing`,
    [first, last],
  );
  await pool.query("update plumbline.error_group set first_seen = $1::double precision", [first * MINUTE]);
  await pool.query(
    `insert into plumbline.route_minute (route_id, minute, ok, failed)
     select id, minute, 40, 0
     from plumbline.route
     cross join generate_series($1::integer, $2::integer) as minute
     on conflict do nothing`,
    [first, last],
  );
}

/** Every fourth service was mended at that time. */
async function endSome(pool: Pool, at: number): Promise<void> {
  const ended = `(select id from plumbline.error_group where abs(hashtext(service)) % 4 = 0)`;
  await pool.query(`delete from plumbline.group_minute where group_id in ${ended} and minute >= $1::integer`, [
    minuteOf(at),
  ]);
  await pool.query(`update plumbline.error_group set last_seen = $1::double precision - 60000 where id in ${ended}`, [
    at,
  ]);
  await pool.query("analyze");
}
