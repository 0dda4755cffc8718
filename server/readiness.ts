import type { Pool } from "pg";
import { SECOND } from "../shared/time.ts";
import { before } from "./lib/deadline.ts";
import { messageOf } from "./lib/errors.ts";
import { newestMigration } from "./store/migrate.ts";

/** Whether requests should be sent to this replica, and if not, why; each reason a sentence without a full stop. */
export type Readiness = { status: "ready" } | { status: "not ready"; reasons: string[] };

const ANSWER_WITHIN = 2 * SECOND;

/** Asks the database whether it answers in time, can be written to, and has the schema that this Plumbline needs. */
export async function readinessOf(pool: Pool): Promise<Readiness> {
  const reasons = await reasonsAgainst(pool);
  return reasons.length === 0 ? { status: "ready" } : { status: "not ready", reasons };
}

async function reasonsAgainst(pool: Pool): Promise<string[]> {
  try {
    const { rows } = await before(Date.now() + ANSWER_WITHIN, pool.query<Facts>(FACTS));
    const { isReadOnly = false, version = 0 } = rows[0] ?? {};
    return [
      ...(isReadOnly ? ["the database takes no writes: it is a standby, or set to read-only"] : []),
      ...(version < newestMigration()
        ? [`the database's schema has version ${version}, and this Plumbline needs ${newestMigration()}`]
        : []),
    ];
  } catch (error) {
    return [`the database does not answer: ${messageOf(error)}`];
  }
}

type Facts = { isReadOnly: boolean; version: number };

const FACTS = `
  select
    current_setting('transaction_read_only') = 'on' as "isReadOnly",
    coalesce(max(version), 0) as version
  from plumbline.migration`;
