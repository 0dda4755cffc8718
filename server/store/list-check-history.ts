import type { Pool } from "pg";
import type { CheckFilter, ChecksResponse } from "../../shared/api-operations.ts";
import { CHECK_KINDS } from "../../shared/check.ts";
import type { Reach } from "../../shared/identity.ts";
import { toIso } from "../../shared/time.ts";
import { keepNewest } from "../lib/keep-newest.ts";
import { createCheckTimes } from "./check-days.ts";
import { type CheckTimes, changesOf, runOf } from "./check-runs.ts";
import { greatest } from "./greatest.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** `checks`: each as JSON of a `CheckHistory`. */
export type CheckPage = Pick<ChecksResponse, "matching" | "outcomes" | "facets"> & { checks: string[] };

export type CheckHistoryList = {
  /**
   * The checks of incidents within reach that ran in the range and match, the latest run first; of all that ran, how many gave each
   * answer last, and which environments and kinds they asked about.
   */
  read: (filter: CheckFilter, range: Range, reach?: Reach) => Promise<CheckPage>;
};

const DEFAULT_LIMIT = 500;
/** Some kilobytes each. */
const MAX_KEPT = 2_000;

/** A check with the text of its newest run, and with all that is listed of it for the same runs and the same title. */
type Kept = { of: CheckTimes; title: string; document: string; text: string };
type KeptChecks = Map<string, Kept>;

/** The history of all checks; rows that it gave lately are sent on as they were while nothing in them changed. */
export function createCheckHistory(pool: Pool): CheckHistoryList {
  const kept: KeptChecks = new Map();
  const readTimes = createCheckTimes(pool);
  return {
    async read(filter, range, reach) {
      const all = await readTimes(range, reach);
      const matching = all.filter(matchOf(filter));
      const { limit = DEFAULT_LIMIT, offset = 0 } = filter;
      const page = greatest(matching, { keys: matching.map(({ last }) => last.at), idOf: keyOf, limit, skip: offset });
      return { checks: await rowsOf(pool, kept, page), matching: matching.length, ...counted(all) };
    },
  };
}

/** The id of a check is `kind:environment:target`. */
function matchOf({ kind, environment, outcome, q = "" }: CheckFilter): (one: CheckTimes) => boolean {
  const words = q.trim().replaceAll("\0", "").toLowerCase();
  return ({ checkId, last }) =>
    (kind === undefined || checkId.startsWith(`${kind}:`)) &&
    (environment === undefined || checkId.startsWith(`${environment}:`, checkId.indexOf(":") + 1)) &&
    (outcome === undefined || last.outcome === outcome) &&
    (words === "" || checkId.toLowerCase().includes(words));
}

const keyOf = ({ incidentId, checkId }: CheckTimes) => `${incidentId} ${checkId}`;

/** Each with its latest run in the range; without those that are gone meanwhile. */
async function rowsOf(pool: Pool, kept: KeptChecks, page: readonly CheckTimes[]): Promise<string[]> {
  const isKnown = (one: CheckTimes) => kept.get(keyOf(one))?.of.last.at === one.last.at;
  const [titles, documents] = await Promise.all([
    readIncidentTitles(pool, page),
    readDocuments(
      pool,
      page.filter((one) => !isKnown(one)),
    ),
  ]);
  return page.flatMap((one) => {
    const [key, title] = [keyOf(one), titles.get(one.incidentId)];
    const before = kept.get(key);
    const document = documents.get(key) ?? (isKnown(one) ? before?.document : undefined);
    if (title === undefined || document === undefined) return [];
    const isSame = before !== undefined && before.title === title && areSame(before.of, one);
    const text = isSame ? before.text : textOf(one, title, document);
    keepNewest(kept, key, { of: one, title, document, text }, MAX_KEPT);
    return [text];
  });
}

function areSame(before: CheckTimes, now: CheckTimes): boolean {
  return before.all === now.all && before.first === now.first && before.end === now.end;
}

function textOf(times: CheckTimes, title: string, document: string): string {
  const { incidentId, first, end } = times;
  const changes = changesOf(times).map((run) => ({ ...runOf(run), at: toIso(runOf(run).at) }));
  const others = JSON.stringify({ incidentId, incidentTitle: title, runs: end - first, changes });
  return `{"check":${document},${others.slice(1)}`;
}

async function readIncidentTitles(pool: Pool, times: readonly CheckTimes[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; title: string }>(
    "select id, summary ->> 'title' as title from plumbline.incident where id = any($1::text[])",
    [[...new Set(times.map(({ incidentId }) => incidentId))]],
  );
  return new Map(rows.map(({ id, title }) => [id, title]));
}

/** What these runs said, as JSON of a `Check`. */
async function readDocuments(pool: Pool, times: readonly CheckTimes[]): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  if (times.length === 0) return documents;
  const { rows } = await pool.query<{ place: number; document: string }>(
    `select asked.place::integer as place, newest.document::text as document
     from unnest($1::text[], $2::text[], $3::timestamptz[]) with ordinality as asked (incident_id, check_id, at, place)
     cross join lateral (
       select document
       from plumbline.check_run
       where incident_id = asked.incident_id and check_id = asked.check_id and at < asked.at
       order by at desc
       limit 1
     ) as newest`,
    [
      times.map(({ incidentId }) => incidentId),
      times.map(({ checkId }) => checkId),
      // The store keeps moments to the microsecond.
      times.map(({ last }) => toIso(last.at + 1)),
    ],
  );
  for (const { place, document } of rows) {
    const one = times[place - 1];
    if (one !== undefined) documents.set(keyOf(one), document);
  }
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
