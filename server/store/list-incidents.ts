import type { Pool, PoolClient } from "pg";
import { ACTIVE_STATUSES, type IncidentFilter, type IncidentsResponse } from "../../shared/api.ts";
import type { Reach } from "../../shared/identity.ts";
import { INCIDENT_SEVERITIES } from "../../shared/incident.ts";
import { toIso } from "../../shared/time.ts";
import { keepNewest } from "../lib/keep-newest.ts";
import { byIndexes } from "../lib/snapshot.ts";
import { together } from "../lib/together.ts";
import { distinctValues } from "./distinct-values.ts";
import { listOf } from "./text.ts";

const DEFAULT_LIMIT = 1000;
/** Somewhat less than a kilobyte each. */
const MAX_KEPT = 12_000;

/** `incidents`: each as JSON of an `IncidentSummary`. */
export type IncidentPage = Omit<IncidentsResponse, "incidents"> & { incidents: string[] };

export type IncidentList = {
  /**
   * The incidents within reach that match and were seen between two moments (milliseconds since 1970) where these are given,
   * active ones first, then by severity, then the one seen last; with totals and facets of what lies within reach.
   */
  read: (filter: IncidentFilter, seen?: { from: number; to: number }, reach?: Reach) => Promise<IncidentPage>;
};

/** Rows as JSON, by revision: each revision is of one row, which is the same as long as it has it. */
type KeptRows = Map<number, string>;

/** The list of incidents; of rows that it gave lately it reads only that they are the same. */
export function createIncidentList(pool: Pool): IncidentList {
  const kept: KeptRows = new Map();
  return {
    read(filter, seen, reach) {
      const conditions = conditionsOf(filter, seen, reach);
      return byIndexes(pool, async (client) => {
        const [incidents, matching, totals] = await together(
          readPage(client, kept, conditions, filter),
          countMatching(client, conditions),
          readTotals(client, reach),
        );
        return { incidents, matching, ...totals };
      });
    },
  };
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
  kept: KeptRows,
  { where, values }: Conditions,
  { limit = DEFAULT_LIMIT, offset = 0 }: IncidentFilter,
): Promise<string[]> {
  const place = values.length;
  const { rows } = await client.query<[id: string, revision: number]>({
    text: `select id, revision::double precision from plumbline.incident ${where} order by ${ORDER}
     limit $${place + 1}::integer offset $${place + 2}::integer`,
    values: [...values, limit, offset],
    rowMode: "array",
  });
  const unknown = rows.filter(([, revision]) => !kept.has(revision));
  const fresh = unknown.length === 0 ? undefined : await readSummaries(client, unknown);
  return rows.flatMap(([id, revision]) => {
    const text = kept.get(revision) ?? fresh?.get(id);
    if (text === undefined) return [];
    keepNewest(kept, revision, text, MAX_KEPT);
    return [text];
  });
}

async function readSummaries(
  client: PoolClient,
  unknown: readonly [id: string, revision: number][],
): Promise<Map<string, string>> {
  const { rows } = await client.query<[id: string, summary: string, revision: string, isSample: string]>({
    // What is shown is fetched for the few rows that are shown, not for all that match, and sent on as it is.
    text: `select id, summary::text, revision::text, is_sample::text from plumbline.incident where id = any($1::text[])`,
    values: [unknown.map(([id]) => id)],
    rowMode: "array",
  });
  return new Map(
    rows.map(([id, summary, revision, isSample]) => [
      id,
      `${summary.slice(0, -1)},"revision":${revision},"isSample":${isSample}}`,
    ]),
  );
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
