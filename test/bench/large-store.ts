import type { Pool } from "pg";
import { createPool } from "../../server/lib/database.ts";
import { migrate } from "../../server/store/migrate.ts";
import { seedStore } from "./api-seed.ts";

/** Fills an empty database with so many groups, nearly all of which failed within the last day, and with nothing else. */
export async function seedGroups(url: string, groups: number): Promise<void> {
  await withPool(url, async (pool) => {
    await migrate(pool);
    const size = { entries: 100 * groups, days: 2, loudGroups: Math.min(groups, 50) };
    const nothing = { incidents: 0, checkRuns: 0, deliveries: 0 };
    if (groups > 0) await seedStore(pool, { ...nothing, ...size, groups }, Date.now());
  });
}

/** The database `copy` of a cluster, made anew as its database `seed` is. Gives its address. */
export async function renewCopy(clusterUrl: string): Promise<string> {
  await withPool(clusterUrl, async (pool) => {
    await pool.query("drop database if exists copy with (force)");
    await pool.query("create database copy template seed");
  });
  return databaseOf(clusterUrl, "copy");
}

/** Makes the database `seed` of a cluster, with so many groups. */
export async function makeSeed(clusterUrl: string, groups: number): Promise<void> {
  await withPool(clusterUrl, (pool) => pool.query("create database seed"));
  await seedGroups(databaseOf(clusterUrl, "seed"), groups);
}

async function withPool(url: string, work: (pool: Pool) => Promise<unknown>): Promise<void> {
  const pool = createPool(url, () => undefined);
  try {
    await work(pool);
  } finally {
    await pool.end();
  }
}

function databaseOf(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
