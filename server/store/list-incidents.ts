import type { Pool, PoolClient } from "pg";
import { ACTIVE_STATUSES, type IncidentFilter, type IncidentsResponse } from "../../shared/api.ts";
import type { Reach } from "../../shared/identity.ts";
import { INCIDENT_SEVERITIES } from "../../shared/incident.ts";
import { toIso } from "../../shared/time.ts";
import { byIndexes } from "../lib/snapshot.ts";
import { together } from "../lib/together.ts";
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
  const conditions = conditionsOf(filter, seen, reach);
  return byIndexes(pool, async (client) => {
    const [incidents, matching, totals] = await together(
      readPage(client, conditions, filter.limit ?? DEFAULT_LIMIT),
      countMatching(client, conditions),
      readTotals(client, reach),
    );
    return { incidents, matching, ...totals };
  });
}

/** As the index `incident_list` holds it: active ones first, then by severity, then the one seen last. */
const ORDER = `(status in (${literals(ACTIVE_STATUSES)})) desc,
       (array_position(array[${literals(INCIDENT_SEVERITIES)}], severity)), last_seen desc, id`;

type Conditions = { where: string; values: unknown[] };

const LISTS = ["status", "severity", "environment", "service"] as const;

/** The conditions that are asked for alone: what is not asked costs no time, and indexes hold what is left. */
function conditionsOf(
  filter: IncidentFilter,
  seen: { from: number; to: number } | undefined,
  reach: Reach,
): Conditions {
  const values: unknown[] = [];
  const parameter = (value: unknown, type: string) => `$${values.push(value)}::${type}`;
  const clauses = LISTS.flatMap((column) => {
    const list = listOf(filter[column]);
    return list === null ? [] : [`${column} = any(${parameter(list, "text[]")})`];
  });
  const words = (filter.q ?? "").trim().replaceAll("\0", "").toLowerCase();
  if (words !== "") clauses.push(`words like ${parameter(`%${words.replace(/[\\%_]/g, "\\$&")}%`, "text")}`);
  if (seen !== undefined) {
    clauses.push(`last_seen >= ${parameter(toIso(seen.from), "text")}`);
    clauses.push(`first_seen <= ${parameter(toIso(seen.to), "text")}`);
  }
  if (reach !== undefined) clauses.push(`environment = any(${parameter(reach, "text[]")})`);
  return { where: clauses.length === 0 ? "" : `where ${clauses.join(" and ")}`, values };
}

async function readPage(
  client: PoolClient,
  { where, values }: Conditions,
  limit: number,
): Promise<IncidentsResponse["incidents"]> {
  const { rows } = await client.query<{ summary: StoredSummary; revision: number; isSample: boolean }>(
    // What is shown is fetched for the few rows that are shown, not for all that match.
    `with matched as (
       select id from plumbline.incident ${where} order by ${ORDER} limit $${values.length + 1}::integer
     )
     select summary, revision::double precision as revision, is_sample as "isSample"
     from matched
     join plumbline.incident using (id)
     order by ${ORDER}`,
    [...values, limit],
  );
  return rows.map(({ summary, revision, isSample }) => ({ ...summary, revision, isSample }));
}

async function countMatching(client: PoolClient, { where, values }: Conditions): Promise<number> {
  const { rows } = await client.query<{ matching: number }>(
    `select count(*)::integer as matching from plumbline.incident ${where}`,
    values,
  );
  return rows[0]?.matching ?? 0;
}

async function readTotals(client: PoolClient, reach: Reach): Promise<Pick<IncidentsResponse, "totals" | "facets">> {
  const within = "($1::text[] is null or environment = any($1::text[]))";
  const { rows } = await client.query<{ all: number; active: number; environments: string[]; services: string[] }>(
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
