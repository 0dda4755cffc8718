import type { Pool } from "pg";
import { ACTIVE_STATUSES, type IncidentFilter, type IncidentsResponse } from "../../shared/api.ts";
import type { Reach } from "../../shared/identity.ts";
import { INCIDENT_SEVERITIES } from "../../shared/incident.ts";
import { toIso } from "../../shared/time.ts";
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

type Row = { summary: StoredSummary; revision: number; isSample: boolean; matching: number };

async function readMatches(
  pool: Pool,
  filter: IncidentFilter,
  seen: { from: number; to: number } | undefined,
  reach: Reach,
): Promise<Pick<IncidentsResponse, "incidents" | "matching">> {
  const { rows } = await pool.query<Row>(
    // What is shown is fetched for the few rows that are shown, not for all that match.
    `with matched as (
       select
         id,
         count(*) over ()::integer as matching,
         row_number() over (
           order by status = any($6::text[]) desc, array_position($7::text[], severity), last_seen desc, id
         ) as place
       from plumbline.incident
       where ($1::text[] is null or status = any($1::text[]))
         and ($2::text[] is null or severity = any($2::text[]))
         and ($3::text[] is null or environment = any($3::text[]))
         and ($4::text[] is null or service = any($4::text[]))
         and ($5::text is null or position($5::text in words) > 0)
         and ($9::text is null or last_seen >= $9::text)
         and ($10::text is null or first_seen <= $10::text)
         and ($11::text[] is null or environment = any($11::text[]))
     )
     select summary, revision::double precision as revision, is_sample as "isSample", matching
     from matched
     join plumbline.incident using (id)
     where place <= $8::integer
     order by place`,
    [
      listOf(filter.status),
      listOf(filter.severity),
      listOf(filter.environment),
      listOf(filter.service),
      filter.q === undefined || filter.q.trim() === "" ? null : filter.q.trim().replaceAll("\0", "").toLowerCase(),
      ACTIVE_STATUSES,
      INCIDENT_SEVERITIES,
      filter.limit ?? DEFAULT_LIMIT,
      seen === undefined ? null : toIso(seen.from),
      seen === undefined ? null : toIso(seen.to),
      reach ?? null,
    ],
  );
  const incidents = rows.map(({ summary, revision, isSample }) => ({ ...summary, revision, isSample }));
  return { incidents, matching: rows[0]?.matching ?? 0 };
}

async function readTotals(pool: Pool, reach: Reach): Promise<Pick<IncidentsResponse, "totals" | "facets">> {
  const { rows } = await pool.query<{ all: number; active: number; environments: string[]; services: string[] }>(
    `select
       count(*)::integer as all,
       (count(*) filter (where status = any($1::text[])))::integer as active,
       coalesce(array_agg(distinct environment order by environment), '{}') as environments,
       coalesce(array_agg(distinct service order by service), '{}') as services
     from plumbline.incident
     where $2::text[] is null or environment = any($2::text[])`,
    [ACTIVE_STATUSES, reach ?? null],
  );
  const { all = 0, active = 0, environments = [], services = [] } = rows[0] ?? {};
  return { totals: { all, active }, facets: { environments, services } };
}
