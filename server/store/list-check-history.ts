import type { Pool } from "pg";
import type { CheckFilter, CheckHistory, ChecksResponse } from "../../shared/api-operations.ts";
import { CHECK_KINDS, type Check } from "../../shared/check.ts";
import type { Reach } from "../../shared/identity.ts";
import { toIso } from "../../shared/time.ts";
import { type CheckTimes, readCheckTimes } from "./check-days.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

const LIMIT = 500;

/**
 * The checks of incidents within reach that ran in the range and match, the latest run first; of all that ran, how many gave each answer
 * last, and which environments and kinds they asked about.
 */
export async function listCheckHistory(
  pool: Pool,
  filter: CheckFilter,
  range: Range,
  reach?: Reach,
): Promise<Pick<ChecksResponse, "checks" | "outcomes" | "facets">> {
  const all = await readCheckTimes(pool, range, reach);
  const shown = all.filter((one) => isMatch(one, filter)).sort(latestFirst);
  return { checks: await withDocuments(pool, shown.slice(0, LIMIT), range), ...counted(all) };
}

/** The id of a check is `kind:environment:target`. */
function isMatch({ checkId, last }: CheckTimes, { kind, environment, outcome, q = "" }: CheckFilter): boolean {
  return (
    (kind === undefined || checkId.startsWith(`${kind}:`)) &&
    (environment === undefined || checkId.startsWith(`${environment}:`, checkId.indexOf(":") + 1)) &&
    (outcome === undefined || last.outcome === outcome) &&
    checkId.toLowerCase().includes(q.trim().replaceAll("\0", "").toLowerCase())
  );
}

function latestFirst(a: CheckTimes, b: CheckTimes): number {
  return b.last.at - a.last.at || (keyOf(a) < keyOf(b) ? -1 : 1);
}

const keyOf = ({ incidentId, checkId }: CheckTimes) => `${incidentId} ${checkId}`;

/** Each with its latest run in the range; without those that are gone meanwhile. */
async function withDocuments(pool: Pool, times: readonly CheckTimes[], { to }: Range): Promise<CheckHistory[]> {
  const [titles, documents] = await Promise.all([readIncidentTitles(pool, times), readDocuments(pool, times, to)]);
  return times.flatMap(({ incidentId, runs, changes }, place) => {
    const [incidentTitle, check] = [titles.get(incidentId), documents[place]];
    if (incidentTitle === undefined || check === undefined) return [];
    return [
      {
        incidentId,
        incidentTitle,
        check,
        runs,
        changes: changes.map(({ at, outcome }) => ({ at: toIso(at), outcome })),
      },
    ];
  });
}

async function readIncidentTitles(pool: Pool, times: readonly CheckTimes[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; title: string }>(
    "select id, summary ->> 'title' as title from plumbline.incident where id = any($1::text[])",
    [[...new Set(times.map(({ incidentId }) => incidentId))]],
  );
  return new Map(rows.map(({ id, title }) => [id, title]));
}

async function readDocuments(pool: Pool, times: readonly CheckTimes[], to: number): Promise<(Check | undefined)[]> {
  const { rows } = await pool.query<{ place: number; check: Check }>(
    `select asked.place::integer as place, newest.document as "check"
     from unnest($1::text[], $2::text[]) with ordinality as asked (incident_id, check_id, place)
     cross join lateral (
       select document
       from plumbline.check_run
       where incident_id = asked.incident_id and check_id = asked.check_id and at < $3::timestamptz
       order by at desc
       limit 1
     ) as newest`,
    [
      times.map(({ incidentId }) => incidentId),
      times.map(({ checkId }) => checkId),
      // The store keeps moments to the microsecond.
      new Date(to + 1),
    ],
  );
  const documents: (Check | undefined)[] = [];
  for (const { place, check } of rows) documents[place - 1] = check;
  return documents;
}

function counted(all: readonly CheckTimes[]): Pick<ChecksResponse, "outcomes" | "facets"> {
  const outcomes = { confirmed: 0, refuted: 0, unknown: 0 };
  const environments = new Set<string>();
  const asked = new Set<string>();
  for (const { checkId, last } of all) {
    outcomes[last.outcome] += 1;
    const [kind = "", environment = ""] = checkId.split(":", 2);
    asked.add(kind);
    environments.add(environment);
  }
  const kinds = CHECK_KINDS.filter((kind) => asked.has(kind)).sort();
  return { outcomes, facets: { environments: [...environments].sort(), kinds } };
}
