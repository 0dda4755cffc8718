import { readdirSync, readFileSync } from "node:fs";
import type { Pool } from "pg";
import { withTransaction } from "../lib/database.ts";
import { PlumblineError } from "../lib/errors.ts";

const DIRECTORY = new URL("./migrations/", import.meta.url);
/** One replica migrates at a time. Any fixed number. */
const MIGRATION_LOCK = 77_002;

type Migration = { version: number; name: string };

/**
 * Brings the schema `plumbline` up to date in one transaction, and gives the names of what was applied, oldest first.
 * Throws a PlumblineError where the database was made by a newer Plumbline.
 */
export async function migrate(pool: Pool): Promise<string[]> {
  const known = listMigrations();
  return withTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1::bigint)", [MIGRATION_LOCK]);
    await client.query("create schema if not exists plumbline");
    await client.query(
      `create table if not exists plumbline.migration (
         version integer primary key,
         name text not null,
         applied_at timestamptz not null default now()
       )`,
    );
    const { rows } = await client.query<{ version: number }>(
      "select version from plumbline.migration order by version",
    );
    const applied = new Set(rows.map(({ version }) => version));
    refuseNewer(rows.at(-1)?.version ?? 0, known);
    // Not those above the newest alone: one that came in behind an applied one would never run.
    const pending = known.filter(({ version }) => !applied.has(version));
    for (const { version, name } of pending) {
      await client.query(readFileSync(new URL(name, DIRECTORY), "utf8"));
      await client.query("insert into plumbline.migration (version, name) values ($1::integer, $2::text)", [
        version,
        name,
      ]);
    }
    return pending.map(({ name }) => name);
  });
}

/** The version of the schema that this Plumbline needs. */
export function newestMigration(): number {
  return listMigrations().at(-1)?.version ?? 0;
}

/** Files such as `001-entries.sql`, in order of their number. */
function listMigrations(): Migration[] {
  return readdirSync(DIRECTORY)
    .filter((name) => /^\d+-[\w-]+\.sql$/.test(name))
    .map((name) => ({ version: Number.parseInt(name, 10), name }))
    .sort((a, b) => a.version - b.version);
}

function refuseNewer(current: number, known: Migration[]): void {
  const newest = known.at(-1)?.version ?? 0;
  if (current <= newest) return;
  const message = `The database has version ${current} of Plumbline's schema, this Plumbline knows up to ${newest}. Update Plumbline, or set DATABASE_URL to another database.`;
  throw new PlumblineError("conflict", message);
}
