import type { Pool } from "pg";
import type { AuditRow } from "../../shared/api-access.ts";
import { toIso } from "../../shared/time.ts";
import { withAuditPart } from "./audit-parts.ts";
import { iso, storable } from "./text.ts";

/** What is written down; `at` in milliseconds since 1970. */
export type NewAuditRow = Omit<AuditRow, "id" | "at"> & { at: number };

/** Adds a line to the audit log. */
export async function addAuditRow(pool: Pool, row: NewAuditRow): Promise<void> {
  const texts = [row.who, row.method, row.address, row.action, row.target, row.outcome, row.detail];
  const insert = () =>
    pool.query(
      `insert into plumbline.audit (at, who, method, address, action, target, outcome, detail)
     values ($1::timestamptz, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text)`,
      [toIso(row.at), ...texts.map((text) => (text === null ? null : storable(text.slice(0, 1000))))],
    );
  await withAuditPart(pool, row.at, insert);
}

/** Lines of the audit log, newest first: those older than the one with id `before`, at most `limit`. */
export async function listAuditRows(
  pool: Pool,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<AuditRow[]> {
  const { rows } = await pool.query<AuditRow>(
    `select
       id::text, ${iso("at")} as at,
       who, method, address, action, target, outcome, detail
     from plumbline.audit
     where $1::bigint is null or id < $1::bigint
     order by audit.id desc
     limit $2::integer`,
    [before ?? null, limit],
  );
  return rows;
}
