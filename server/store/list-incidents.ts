import type { Pool } from "pg";
import { ACTIVE_STATUSES, type IncidentFilter, type IncidentsResponse } from "../../shared/api.ts";
import type { Reach } from "../../shared/identity.ts";
import { INCIDENT_SEVERITIES } from "../../shared/incident.ts";
import { toIso } from "../../shared/time.ts";
import { distinctValues } from "./distinct-values.ts";
import type { StoredSummary } from "./summarize.ts";
import { listOf } from "./text.ts";

const DEFAULT_LIMIT = 1000;

/**
 * The incidents within reach that match and were seen between two moments (milliseconds since 1970) where these are given,
 * active ones first, then by severity, then the one seen last; with totals and facets of what lies within reach.
 */
export async function listIncidents(
  pool: Pool,
  filter: IncidentFilter,
  seen?: { from: number; to: number },
  reach?: Reach,
): Promise<IncidentsResponse> {
  const [matches, totals] = await Promise.all([readMatches(pool, filter, seen, reach), readTotals(pool, reach)]);
  return { ...matches, ...totals };
}

/** As the index `incident_list` holds it: active ones first, then by severity, then the one seen last. */
const ORDER = `(status in (${literals(ACTIVE_STATUSES)})) desc,
       (array_position(array[${literals(INCIDENT_SEVERITIES)}], severity)), last_seen desc, id`;

const CONDITIONS = `($1::text[] is null or status = any($1::text[]))
       and ($2::text[] is null or severity = any($2::text[]))
       and ($3::text[] is null or environment = any($3::text[]))
       and ($4::text[] is null or service = any($4::text[]))
       and ($5::text is null or position($5::text in words) > 0)
       and ($6::text is null or last_seen >= $6::text)
       and ($7::text is null or first_seen <= $7::text)
       and ($8::text[] is null or environment = any($8::text[]))`;

async function readMatches(
  pool: Pool,
  filter: IncidentFilter,
  seen: { from: number; to: number } | undefined,
  reach: Reach,
): Promise<Pick<IncidentsResponse, "incidents" | "matching">> {
  const values = valuesOf(filter, seen, reach);
  const [shown, counted] = await Promise.all([
    pool.query<{ summary: StoredSummary; revision: number; isSample: boolean }>(
      // What is shown is fetched for the few rows that are shown, not for all that match.
      `with matched as (
         select id from plumbline.incident where ${CONDITIONS} order by ${ORDER} limit $9::integer
       )
       select summary, revision::double precision as revision, is_sample as "isSample"
       from matched
       join plumbline.incident using (id)
       order by ${ORDER}`,
      [...values, filter.limit ?? DEFAULT_LIMIT],
    ),
    pool.query<{ matching: number }>(
      `select count(*)::integer as matching from plumbline.incident where ${CONDITIONS}`,
      values,
    ),
  ]);
  const incidents = shown.rows.map(({ summary, revision, isSample }) => ({ ...summary, revision, isSample }));
  return { incidents, matching: counted.rows[0]?.matching ?? 0 };
}

function valuesOf(filter: IncidentFilter, seen: { from: number; to: number } | undefined, reach: Reach): unknown[] {
  const { q = "" } = filter;
  return [
    listOf(filter.status),
    listOf(filter.severity),
    listOf(filter.environment),
    listOf(filter.service),
    q.trim() === "" ? null : q.trim().replaceAll("\0", "").toLowerCase(),
    seen === undefined ? null : toIso(seen.from),
    seen === undefined ? null : toIso(seen.to),
    reach ?? null,
  ];
}

async function readTotals(pool: Pool, reach: Reach): Promise<Pick<IncidentsResponse, "totals" | "facets">> {
  const within = "($1::text[] is null or environment = any($1::text[]))";
  const { rows } = await pool.query<{ all: number; active: number; environments: string[]; services: string[] }>(
    `select
       (select count(*) from plumbline.incident where ${within})::integer as all,
       (
         select count(*) from plumbline.incident where status in (${literals(ACTIVE_STATUSES)}) and ${within}
       )::integer as active,
       ${distinctValues("plumbline.incident", "environment", within)} as environments,
       ${distinctValues("plumbline.incident", "service", within)} as services`,
    [reach ?? null],
  );
  const { all = 0, active = 0, environments = [], services = [] } = rows[0] ?? {};
  return { totals: { all, active }, facets: { environments, services } };
}

/** Words of ours as SQL literals; the index knows no parameters. */
function literals(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(", ");
}
