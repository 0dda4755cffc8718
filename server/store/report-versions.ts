import type { Pool, PoolClient } from "pg";
import type { Audience, ReportMarks, ReportVersion, RuleVersions } from "../../shared/api-reports.ts";
import type { Analysis } from "../../shared/incident.ts";
import { toIso } from "../../shared/time.ts";
import { withTransaction } from "../lib/database.ts";
import { PlumblineError } from "../lib/errors.ts";
import { addEvents } from "./incident-events.ts";
import { iso, storable } from "./text.ts";
import { tellListeners } from "./write-incident.ts";

/** Who saves or marks a version, and when (milliseconds since 1970). */
export type ReportEditor = { who: string; at: number };

/** A report that is to be kept. `bundle` is what it was derived from, gzip; absent where that is not there any more. */
export type NewReport = {
  analysis: Analysis;
  bundle: Uint8Array | undefined;
  revision: number;
  rules: RuleVersions;
  digest: string;
  audience: Audience;
};

const WORDS = { draft: "a draft", "in-review": "in review", final: "final" } as const;

/**
 * Keeps a report as a draft under the next number of its incident. A report that equals the newest version, for the same
 * audience, is not kept again. Throws `not-found`.
 */
export async function saveReport(
  pool: Pool,
  id: string,
  report: NewReport,
  editor: ReportEditor,
): Promise<{ version: ReportVersion; isNew: boolean }> {
  return withTransaction(pool, async (client) => {
    const revision = await holdIncident(client, id);
    const [newest] = await selectVersions(client, id, null);
    if (newest?.digest === report.digest && newest.audience === report.audience)
      return { version: newest, isNew: false };
    const number = (newest?.number ?? 0) + 1;
    await insertVersion(client, id, number, report, editor);
    await insertMark(client, id, number, { state: "draft", audience: report.audience }, editor);
    await note(client, id, revision, editor, `saved version ${number} of the report`);
    return { version: await versionNumbered(client, id, number), isNew: true };
  });
}

/** The versions of an incident's report, newest first. */
export async function listReportVersions(pool: Pool, id: string): Promise<ReportVersion[]> {
  return selectVersions(pool, id, null);
}

/** One version with what it says; throws `not-found`. */
export async function readReportVersion(
  pool: Pool,
  id: string,
  number: number,
): Promise<{ version: ReportVersion; analysis: Analysis }> {
  const version = await versionNumbered(pool, id, number);
  const { rows } = await pool.query<{ report: Analysis }>(
    "select report from plumbline.report_version where incident_id = $1::text and number = $2::integer",
    [id, number],
  );
  if (rows[0] === undefined) throw noVersion(id, number);
  return { version, analysis: rows[0].report };
}

/** What a version was derived from, gzip; undefined where that was not kept. */
export async function readReportBundle(pool: Pool, id: string, number: number): Promise<Uint8Array | undefined> {
  const { rows } = await pool.query<{ bundle: Buffer | null }>(
    "select bundle from plumbline.report_version where incident_id = $1::text and number = $2::integer",
    [id, number],
  );
  return rows[0]?.bundle ?? undefined;
}

/** Marks a version; what stays the same stays. Throws `not-found`, and `conflict` for a version that is final. */
export async function markReport(
  pool: Pool,
  id: string,
  number: number,
  marks: ReportMarks,
  editor: ReportEditor,
): Promise<ReportVersion> {
  return withTransaction(pool, async (client) => {
    const revision = await holdIncident(client, id);
    const version = await versionNumbered(client, id, number);
    const [state, audience] = [marks.state ?? version.state, marks.audience ?? version.audience];
    if (state === version.state && audience === version.audience) return version;
    if (version.state === "final") {
      throw new PlumblineError(
        "conflict",
        `Version ${number} is final and takes no more marks: save a new version, and mark that one.`,
      );
    }
    await insertMark(client, id, number, { state, audience }, editor);
    const outside =
      audience === version.audience ? "" : `, ${audience === "public" ? "for readers outside" : "internal"}`;
    await note(client, id, revision, editor, `marked version ${number} of the report as ${WORDS[state]}${outside}`);
    return versionNumbered(client, id, number);
  });
}

/** Locks the incident until the transaction ends, and gives its revision. */
async function holdIncident(client: PoolClient, id: string): Promise<number> {
  const { rows } = await client.query<{ revision: number }>(
    "select revision::double precision as revision from plumbline.incident where id = $1::text for update",
    [id],
  );
  if (rows[0] === undefined) throw new PlumblineError("not-found", `There is no incident ${id}.`);
  return rows[0].revision;
}

async function versionNumbered(client: Pool | PoolClient, id: string, number: number): Promise<ReportVersion> {
  const [version] = await selectVersions(client, id, number);
  if (version === undefined) throw noVersion(id, number);
  return version;
}

function noVersion(id: string, number: number): PlumblineError {
  return new PlumblineError("not-found", `Incident ${id} has no version ${number} of its report.`);
}

async function selectVersions(client: Pool | PoolClient, id: string, number: number | null): Promise<ReportVersion[]> {
  const { rows } = await client.query<ReportVersion>(
    `select
       version.number, mark.state, mark.audience,
       version.saved_by as "savedBy", ${iso("version.saved_at")} as "savedAt",
       mark.who as "markedBy", ${iso("mark.at")} as "markedAt",
       version.generated_at as "generatedAt", version.revision::double precision as revision,
       version.rules, version.digest
     from plumbline.report_version as version
     join lateral (
       select state, audience, who, at
       from plumbline.report_mark
       where report_mark.incident_id = version.incident_id and report_mark.number = version.number
       order by id desc
       limit 1
     ) as mark on true
     where version.incident_id = $1::text and ($2::integer is null or version.number = $2::integer)
     order by version.number desc`,
    [id, number],
  );
  return rows;
}

async function insertVersion(
  client: PoolClient,
  id: string,
  number: number,
  { analysis, bundle, revision, rules, digest }: NewReport,
  { who, at }: ReportEditor,
): Promise<void> {
  await client.query(
    `insert into plumbline.report_version (
       incident_id, number, saved_by, saved_at, generated_at, revision, rules, digest, report, bundle
     )
     values (
       $1::text, $2::integer, $3::text, $4::timestamptz, $5::text, $6::bigint, $7::json, $8::text, $9::json, $10::bytea
     )`,
    [
      id,
      number,
      storable(who),
      toIso(at),
      analysis.generatedAt,
      revision,
      JSON.stringify(rules),
      digest,
      JSON.stringify(analysis),
      bundle ?? null,
    ],
  );
}

async function insertMark(
  client: PoolClient,
  id: string,
  number: number,
  { state, audience }: Required<ReportMarks>,
  { who, at }: ReportEditor,
): Promise<void> {
  await client.query(
    `insert into plumbline.report_mark (incident_id, number, state, audience, who, at)
     values ($1::text, $2::integer, $3::text, $4::text, $5::text, $6::timestamptz)`,
    [id, number, state, audience, storable(who), toIso(at)],
  );
}

/** A line of the incident's history, and a word to who looks at it. */
async function note(client: PoolClient, id: string, revision: number, editor: ReportEditor, what: string) {
  await addEvents(client, id, [{ at: editor.at, kind: "report", who: editor.who, what, why: null }]);
  await tellListeners(client, id, revision);
}
