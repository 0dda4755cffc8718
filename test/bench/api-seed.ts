// A store as large as asked for, whose counters hold as many entries as asked for, without reading an entry.
import type { Pool } from "pg";
import { dayOf, ensurePartitions } from "../../server/store/partitions.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import { DAY, MINUTE, minuteOf, toIso } from "../../shared/time.ts";
import { derivationOf, incidentOf } from "../store/incident-builder.ts";

export type StoreSize = {
  incidents: number;
  groups: number;
  entries: number;
  days: number;
  /** Groups that fail in every minute of all days; all others in 30 minutes. */
  loudGroups: number;
  checkRuns: number;
  deliveries: number;
};

const MINUTES_PER_GROUP = 30;
const SERVICES = 40;

/** Fills an empty store up to `now` (milliseconds since 1970). */
export async function seedStore(pool: Pool, size: StoreSize, now: number): Promise<void> {
  const days = Array.from({ length: size.days + 1 }, (_, i) => dayOf(now - i * DAY));
  await ensurePartitions(pool, days, now);
  await seedGroups(pool, size, now);
  await seedMinutes(pool, size, now);
  await seedIncidents(pool, size, now);
  await seedChecks(pool, size, now);
  await seedDeliveries(pool, size);
  await seedRest(pool, size, now);
  await pool.query("vacuum analyze");
}

/** The id of one group or incident by its number from 0. */
export const groupId = (i: number) => `g${String(i).padStart(7, "0")}`;
export const incidentId = (i: number) => String(i).padStart(16, "0");

async function seedGroups(pool: Pool, { groups, days }: StoreSize, now: number): Promise<void> {
  await pool.query(
    `insert into plumbline.error_group (
       id, environment, service, kind, title, signature, first_seen, last_seen, callers, revisions, is_compared
     )
     select
       'g' || lpad(i::text, 7, '0'), case when i % 3 = 0 then 'production' else 'staging' end, 'service-' || i % ${SERVICES},
       case i % 3 when 0 then 'request' when 1 then 'exception' else 'message' end,
       'Statement ' || i || ' failed: something that people would like to read',
       case when i % 5 = 0
         then format('{"family":"schema.missing-relation","slots":{"relation":"t%s"},"template":"x","masks":[]}', i / 15)::json
         else json_build_object('slots', '{}'::json, 'template', 'Statement ' || i / 4 || ' failed <num>', 'masks', '[]'::json)
       end,
       $1::double precision - 86400000.0 * (i % $3::integer) - 1000000, $1::double precision - (i % 90000) * 1000.0, 1, 2, true
     from generate_series(0, $2::integer - 1) as i`,
    [now, groups, days],
  );
  await pool.query(
    `insert into plumbline.group_facet (group_id, kind, hash, value, count, first_seen, last_seen)
     select
       id, facet, md5(id || facet)::uuid,
       case facet when 'revision' then '"service-00042-abc"'::json else '{"remoteIp":"10.0.0.1","userAgent":"curl/8","referer":null}'::json end,
       100, first_seen, last_seen
     from plumbline.error_group cross join unnest(array['revision', 'caller']) as facet`,
  );
  // One group in a hundred is shown in the one before it.
  await pool.query(
    `insert into plumbline.group_join (member_id, parent_id, kept_id, rule, differences, who, at)
     select 'g' || lpad(i::text, 7, '0'), 'g' || lpad((i - 1)::text, 7, '0'), 'g' || lpad((i - 1)::text, 7, '0'), 'words', '[]', 'plumbline', now()
     from generate_series(50, $1::integer - 1, 100) as i`,
    [groups],
  );
  await pool.query(
    `insert into plumbline.group_mute (group_id, who, reason, since, until)
     select 'g' || lpad(i::text, 7, '0'), 'ada', 'known', now() - interval '1 hour', now() + interval '1 day'
     from generate_series(3, $1::integer - 1, 1000) as i`,
    [groups],
  );
}

/** Minutes of each group in which it failed, so many that all entries are counted in them. */
async function seedMinutes(pool: Pool, { groups, entries, days, loudGroups }: StoreSize, now: number): Promise<void> {
  const last = minuteOf(now);
  const loudMinutes = days * (DAY / MINUTE);
  const rows = groups * MINUTES_PER_GROUP + loudGroups * loudMinutes;
  const count = Math.max(1, Math.round(entries / rows));
  await pool.query(
    `insert into plumbline.group_minute (group_id, minute, count, arrivals)
     select
       'g' || lpad(i::text, 7, '0'), minute, $2::integer + i % 7, array[minute * 60000.0, minute * 60000.0 + 1000]
     from generate_series(0, $3::integer - 1) as i
     cross join lateral (
       select $1::integer - j * 61 - (i % 1500) / 60 - i % 7 as minute
       from generate_series(0, ${MINUTES_PER_GROUP - 1}) as j
       where i >= $4::integer
       union all
       select $1::integer - j from generate_series(0, $5::integer - 1) as j where i < $4::integer
     ) as seen
     on conflict do nothing`,
    [last, count, groups, loudGroups, loudMinutes],
  );
  // As every writer of minutes does.
  await pool.query(
    `insert into plumbline.count_mark (slots) select array_agg(distinct minute / 10) from plumbline.group_minute`,
  );
}

async function seedIncidents(pool: Pool, { incidents: all }: StoreSize, now: number): Promise<void> {
  const batch = 500;
  for (let start = 0; start < all; start += batch) {
    const incidents = Array.from({ length: Math.min(batch, all - start) }, (_, k) => {
      const i = start + k;
      return incidentOf({
        id: incidentId(i),
        title: `Failure ${i} of the orders service`,
        environment: i % 3 === 0 ? "production" : "staging",
        service: `service-${i % SERVICES}`,
        severity: (["critical", "high", "medium", "low"] as const)[i % 4] ?? "low",
        status: i % 10 === 0 ? "open" : "resolved",
        firstSeen: toIso(now - (i % 2000) * MINUTE - DAY),
        lastSeen: toIso(now - (i % 2000) * MINUTE),
      });
    });
    await saveIncidents(pool, derivationOf(incidents, ["pager"]));
  }
  await pool.query(
    `insert into plumbline.incident_group (incident_id, group_id, role)
     select id, 'g' || lpad((id::bigint * 5 + k)::text, 7, '0'), 'symptom'
     from plumbline.incident cross join generate_series(0, 2) as k`,
  );
}

/** Five checks of each of a few incidents, again and again over two days. */
async function seedChecks(pool: Pool, { checkRuns, incidents }: StoreSize, now: number): Promise<void> {
  const asked = Math.max(1, Math.floor(incidents / 50));
  await pool.query(
    `insert into plumbline.check_run (incident_id, check_id, at, outcome, document)
     select
       lpad((i % $2::integer * 10)::text, 16, '0'), check_id, to_timestamp($3::double precision / 1000) - i / ($2::integer * 5) * interval '5 minutes',
       (array['confirmed', 'refuted', 'unknown'])[1 + (i + i / 5000) % 3],
       json_build_object(
         'id', check_id, 'kind', 'relation', 'target', 'orders', 'environment', 'staging', 'at', '2026-01-01T00:00:00.000Z', 'outcome', 'confirmed',
         'reason', null, 'statement', 'The table is there.', 'detail', '{}'::json, 'query', 'select 1', 'durationMs', 3
       )
     from (
       select i, 'relation:' || case when i % 2 = 0 then 'staging' else 'production' end || ':orders' || i / $2::integer % 5 as check_id
       from generate_series($1::integer - 1, 0, -1) as i
     ) as run
     on conflict do nothing`,
    [checkRuns, asked, now],
  );
}

async function seedDeliveries(pool: Pool, { deliveries }: StoreSize): Promise<void> {
  await pool.query(
    `insert into plumbline.outbox (id, incident_id, type, body)
     select 'msg_' || i, lpad((i % 1000)::text, 16, '0'), 'incident.updated', '{}' from generate_series(1, $1::integer) as i`,
    [deliveries],
  );
  await pool.query(
    `insert into plumbline.delivery (sequence, endpoint, incident_id, state, attempts)
     select sequence, 'pager', incident_id, 'delivered', 1 from plumbline.outbox where id like 'msg\\_%'
     on conflict do nothing`,
  );
  await pool.query("update plumbline.delivery set state = 'delivered', attempts = 1");
  await pool.query(
    `insert into plumbline.delivery_attempt (sequence, endpoint, attempt, at, duration_ms, status)
     select sequence, endpoint, 1, now(), 20, 200 from plumbline.delivery`,
  );
}

async function seedRest(pool: Pool, { incidents }: StoreSize, now: number): Promise<void> {
  await pool.query(
    `insert into plumbline.audit (at, who, method, action, outcome)
     select now() - i * interval '1 second', 'ada', 'iap', 'GET /groups', 'done' from generate_series(1, $1::integer) as i`,
    [incidents * 5],
  );
  await pool.query(
    `insert into plumbline.revision (environment, service, name, first_seen, last_seen)
     select environment, 'service-' || s, 'service-' || s || '-' || r, $1::double precision - r * 3600000.0, $1::double precision
     from unnest(array['staging', 'production']) as environment, generate_series(0, ${SERVICES - 1}) as s, generate_series(1, 50) as r`,
    [now],
  );
  await pool.query(
    `insert into plumbline.source (name, read, accepted) select 'source-' || i, 1000000, 1000000 from generate_series(1, 20) as i`,
  );
  await pool.query(
    `insert into plumbline.source_gap (id, source, kind, from_at, to_at, reason, filler)
     select 'gap_' || i, 'source-' || 1 + i % 20, 'retention', now() - i * interval '1 hour', now() - i * interval '50 minutes', 'away', 'nobody'
     from generate_series(1, 2000) as i`,
  );
  await pool.query(
    `insert into plumbline.source_minute (source, minute, read)
     select 'source-' || s, $1::integer - m, 100 from generate_series(1, 20) as s, generate_series(0, $2::integer) as m`,
    [minuteOf(now), Math.min(3000, incidents)],
  );
  await pool.query(
    `insert into plumbline.saved_filter (page, name, query, who, at)
     select 'groups', 'filter ' || i, 'q=' || i, 'ada', now() from generate_series(1, 500) as i`,
  );
}
