import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pool } from "pg";
import { createPool } from "./lib/database.ts";
import { EMBEDDED_NAME } from "./lib/embedded/initialize.ts";
import { findLeftover } from "./lib/embedded/leftover.ts";
import { preparePlace } from "./lib/embedded/place.ts";
import { embeddedUrl } from "./lib/embedded/session.ts";
import { startEmbedded } from "./lib/embedded/start.ts";
import { migrate } from "./store/migrate.ts";

export type StorePlace = {
  /** postgres:// address; absent for the embedded database. */
  databaseUrl: string | undefined;
  /** Where the embedded database lives. */
  dataDirectory: string;
  say: (line: string) => void;
};

/**
 * Works on Plumbline's own database, brought up to date: that of DATABASE_URL, else the embedded one, whether a server of ours
 * runs on it now or not. What was started for it is stopped again.
 */
export async function withOwnStore<T>(place: StorePlace, work: (pool: Pool) => Promise<T>): Promise<T> {
  const { url, stop } = await findStore(place);
  const pool = createPool(url, (error) => place.say(`a database session was lost: ${error.message}`));
  try {
    await migrate(pool);
    return await work(pool);
  } finally {
    await pool.end();
    await stop();
  }
}

async function findStore({ databaseUrl, dataDirectory, say }: StorePlace): Promise<Found> {
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: async () => undefined };
  const directory = join(dataDirectory, "postgres");
  const place = preparePlace(directory, say);
  const running = findLeftover(join(place.directory, "data"));
  if (running === undefined) return startEmbedded({ directory, say, durable: true });
  const password = readFileSync(join(place.directory, "password"), "utf8").trim();
  return { url: embeddedUrl(running, password, EMBEDDED_NAME), stop: async () => undefined };
}

type Found = { url: string; stop: () => Promise<void> };
