import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

export type TestDatabase = {
  /** postgres:// address, as a superuser. */
  url: string;
  name: string;
  /** Removes it, ending sessions that are still open. */
  drop: () => Promise<void>;
};

/**
 * A new, empty database on the run's PostgreSQL 18, in a few tens of milliseconds. `name` begins its name; a random part
 * follows, so that tests in parallel never meet. Drop it in `afterAll` or `afterEach`.
 */
export async function createDatabase(name = "test"): Promise<TestDatabase> {
  return copyOf("template1", name);
}

/** Like `createDatabase`, with Plumbline's schema in its newest version and no rows. */
export async function createMigratedDatabase(name = "store"): Promise<TestDatabase> {
  return copyOf(inject("migratedDatabase"), name);
}

async function copyOf(template: string, name: string): Promise<TestDatabase> {
  const admin = inject("postgresUrl");
  const full = `${name}_${randomBytes(6).toString("hex")}`;
  const identifier = pg.escapeIdentifier(full);
  await runOn(admin, `create database ${identifier} template ${template} strategy file_copy`);
  const drop = () => runOn(admin, `drop database if exists ${identifier} with (force)`);
  return { url: new URL(`/${encodeURIComponent(full)}`, admin).href, name: full, drop };
}

/** Runs SQL (any number of statements) in a session of its own. */
export async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
