import type { Pool } from "pg";
import type { CheckFilter } from "../../shared/api-operations.ts";
import type { Check, CheckKind, Outcome } from "../../shared/check.ts";
import type { Reach } from "../../shared/identity.ts";
import { iso } from "./text.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** A check of an incident with its latest run in the range, and when it gave another answer than before. */
export type CheckRuns = {
  incidentId: string;
  summary: { title: string };
  check: Check;
  runs: number;
  changes: { at: string; outcome: Outcome }[];
};

const WITHIN_REACH = (names: string) =>
  `(${names}::text[] is null or incident_id in (select id from plumbline.incident where environment = any(${names}::text[])))`;

const LIMIT = 500;
const MAX_CHANGES = 20;

/**
 * The checks of incidents within reach that ran in the range, the latest run first. Kind and environment are read from the id, which is
 * `kind:environment:target`.
 */
export async function listCheckHistory(
  pool: Pool,
  filter: CheckFilter,
  range: Range,
  reach?: Reach,
): Promise<CheckRuns[]> {
  const { rows } = await pool.query<CheckRuns>(
    `with run as (
       select
         incident_id, check_id, at, outcome,
         lag(outcome) over (partition by incident_id, check_id order by at) as before,
         row_number() over (partition by incident_id, check_id order by at desc) as age
       from plumbline.check_run
       where at between $1::timestamptz and $2::timestamptz
         and ($3::text is null or starts_with(check_id, $3::text || ':'))
         and ($4::text is null or starts_with(substr(check_id, strpos(check_id, ':') + 1), $4::text || ':'))
         and ${WITHIN_REACH("$8")}
         and ($5::text is null or position($5::text in lower(check_id)) > 0)
     ), history as (
       select
         incident_id, check_id, count(*)::integer as runs, max(at) as latest,
         max(outcome) filter (where age = 1) as outcome,
         json_agg(
           json_build_object(
             'at', ${iso("at")}, 'outcome', outcome
           ) order by at
         ) filter (where before is distinct from outcome) as changes
       from run
       group by incident_id, check_id
     )
     select shown.incident_id as "incidentId", incident.summary, newest.document as "check", shown.runs, shown.changes
     from (
       select *
       from history
       where $6::text is null or outcome = $6::text
       order by latest desc, incident_id, check_id
       limit $7::integer
     ) as shown
     join plumbline.incident on incident.id = shown.incident_id
     cross join lateral (
       select check_run.document
       from plumbline.check_run
       where check_run.incident_id = shown.incident_id
         and check_run.check_id = shown.check_id
         and check_run.at = shown.latest
       limit 1
     ) as newest
     order by shown.latest desc, shown.incident_id, shown.check_id`,
    [
      new Date(range.from),
      new Date(range.to),
      filter.kind ?? null,
      filter.environment ?? null,
      filter.q === undefined || filter.q.trim() === "" ? null : filter.q.trim().replaceAll("\0", "").toLowerCase(),
      filter.outcome ?? null,
      LIMIT,
      reach ?? null,
    ],
  );
  return rows.map((row) => ({ ...row, changes: row.changes.slice(-MAX_CHANGES) }));
}

/** How many checks gave each answer last in the range, and which environments and kinds they asked about. */
export async function countCheckOutcomes(pool: Pool, range: Range, reach?: Reach) {
  const { rows } = await pool.query<{ outcome: Outcome; environment: string; kind: CheckKind; many: number }>(
    `select
       outcome, split_part(check_id, ':', 1) as kind, split_part(check_id, ':', 2) as environment, count(*)::integer as many
     from (
       select distinct on (incident_id, check_id) check_id, outcome
       from plumbline.check_run
       where at between $1::timestamptz and $2::timestamptz and ${WITHIN_REACH("$3")}
       order by incident_id, check_id, at desc
     ) as latest
     group by 1, 2, 3`,
    [new Date(range.from), new Date(range.to), reach ?? null],
  );
  const outcomes = { confirmed: 0, refuted: 0, unknown: 0 };
  for (const { outcome, many } of rows) outcomes[outcome] += many;
  const distinct = <T>(values: T[]): T[] => [...new Set(values)].sort();
  const facets = {
    environments: distinct(rows.map(({ environment }) => environment)),
    kinds: distinct(rows.map(({ kind }) => kind)),
  };
  return { outcomes, facets };
}
