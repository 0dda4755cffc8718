import { join } from "node:path";
import pg from "pg";
import { guardServer } from "../../lib/embedded/guard.ts";
import { startEmbedded } from "../../lib/embedded/start.ts";
import { makeScratchPlace, removeScratchPlace, signScratchPlace, sweepScratchPlaces } from "./scratch-place.ts";

/** A PostgreSQL that is thrown away; `adminUrl` is its superuser's address, which nobody else learns. */
export type ScratchServer = { adminUrl: string; stop: () => Promise<void> };

/**
 * Limits that only a superuser may change. What sessions write to the log is left out of it, so that it cannot grow.
 * https://www.postgresql.org/docs/18/runtime-config-resource.html
 */
const LIMITS = { temp_file_limit: "'256MB'", log_min_messages: "'fatal'", log_min_error_statement: "'panic'" } as const;

/**
 * A server of its own for one replay, beside the one that Plumbline stores in: roles belong to a whole server, and what a
 * migration does to memory or disk must not reach the store. Sweeps up what earlier ones left. It ends with this process,
 * whatever ends that. Throws a PlumblineError where the embedded PostgreSQL does not run here.
 */
export async function startScratchServer(): Promise<ScratchServer> {
  await sweepScratchPlaces();
  const root = makeScratchPlace();
  try {
    const say = () => undefined;
    const server = await startEmbedded({ directory: join(root, "postgres"), say, durable: false });
    signScratchPlace(root, server.directory);
    await limit(server.url);
    // Last, as it is not to stop what has this process id after the server. Without a shell the next replay sweeps up.
    const guard = guardServer(server.pid, [root, server.directory]);
    const stop = async () => {
      // Its data is not wanted any more, and a session that does not end must not hold it up.
      server.kill();
      await removeScratchPlace(root);
      guard.kill("SIGKILL");
    };
    return { adminUrl: server.url, stop };
  } catch (error) {
    await removeScratchPlace(root);
    throw error;
  }
}

async function limit(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const [name, value] of Object.entries(LIMITS)) await client.query(`alter system set ${name} = ${value}`);
    await client.query("select pg_reload_conf()");
  } finally {
    await client.end();
  }
}
