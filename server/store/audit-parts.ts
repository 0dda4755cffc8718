import pg, { type Pool } from "pg";
import { toIso } from "../../shared/time.ts";
import { withTransaction } from "../lib/database.ts";

const AUDIT_LOCK = 77_006;
/** No partition for a row. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CHECK_VIOLATION = "23514";

/** Does `write`, which adds a line to the audit log at `at` (milliseconds since 1970), making the month's part where there is none. */
export async function withAuditPart(pool: Pool, at: number, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== CHECK_VIOLATION) throw error;
    await makePart(pool, at);
    await write();
  }
}

/** The part from the end of the newest one to the end of the month, in UTC. */
async function makePart(pool: Pool, at: number): Promise<void> {
  await withTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1::bigint)", [AUDIT_LOCK]);
    const { rows } = await client.query<{ to: number | null }>(`select max(to_ms) as to from plumbline.audit_part`);
    const day = new Date(at);
    const month = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1);
    // Without a hole, so that a clock that is set back finds a part too.
    const from = rows[0]?.to ?? month;
    const to = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1);
    // Another replica made it meanwhile.
    if (from >= to) return;
    const name = `audit_${toIso(to - 1)
      .slice(0, 7)
      .replace("-", "_")}`;
    await client.query(
      `create table plumbline.${name} (like plumbline.audit including defaults including constraints)`,
    );
    await client.query(
      `create trigger not_emptied before truncate on plumbline.${name}
       for each statement execute function plumbline.refuse_change()`,
    );
    await client.query(
      `alter table plumbline.audit attach partition plumbline.${name}
       for values from ('${toIso(from)}') to ('${toIso(to)}')`,
    );
    await client.query("insert into plumbline.audit_part (name, to_ms) values ($1::text, $2::double precision)", [
      name,
      to,
    ]);
  });
}

/** Drops the parts of the audit log that ended before `before` (milliseconds since 1970), and gives how many went. */
export async function dropAuditBefore(pool: Pool, before: number): Promise<number> {
  return withTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1::bigint)", [AUDIT_LOCK]);
    await client.query("set local lock_timeout = '5s'");
    const { rows } = await client.query<{ name: string }>(
      "delete from plumbline.audit_part where to_ms <= $1::double precision returning name",
      [before],
    );
    for (const { name } of rows) await client.query(`drop table plumbline.${name}`);
    return rows.length;
  });
}
