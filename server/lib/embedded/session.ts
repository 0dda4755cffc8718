import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { SECOND } from "../../../shared/time.ts";
import { messageOf } from "../errors.ts";
import { embeddedFailure } from "./failure.ts";
import { EMBEDDED_NAME } from "./initialize.ts";
import type { Running } from "./leftover.ts";

/** Crash recovery after a long run can take its time. */
const READY_TIMEOUT_MS = 120 * SECOND;
const POLL_MS = 25;
/** A killed Plumbline's sessions end within moments; a living one keeps its lock. */
const OWNER_TIMEOUT_MS = 8 * SECOND;
/** Advisory lock of the Plumbline that runs the server: one at a time stops it. Any fixed number. */
const OWNER_LOCK = 77_001;

/** The address of `database` on the embedded server. */
export function embeddedUrl({ port }: Running, password: string, database: string): string {
  return `postgres://${EMBEDDED_NAME}:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * A session that makes us the owner of the server, once it accepts sessions. `isAlive` tells whether waiting makes
 * sense. Throws a PlumblineError when the server ends first, refuses the password, or has another owner.
 */
export async function ownServer(server: Running, password: string, isAlive: () => boolean): Promise<pg.Client> {
  const client = await connectWhenReady(embeddedUrl(server, password, "postgres"), isAlive);
  const deadline = Date.now() + OWNER_TIMEOUT_MS;
  while (!(await tryToOwn(client))) {
    if (Date.now() > deadline) {
      await client.end();
      const problem = `another Plumbline uses this directory (its PostgreSQL is process ${server.pid}); stop that one, use --data with another directory`;
      throw embeddedFailure(problem);
    }
    await sleep(POLL_MS * 8);
  }
  await ensureDatabase(client);
  return client;
}

async function connectWhenReady(url: string, isAlive: () => boolean): Promise<pg.Client> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, application_name: "plumbline-owner" });
    // The session ends with the server; whoever holds it listens for "end".
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const code = error instanceof pg.DatabaseError ? error.code : undefined;
      if (code === "28P01") throw embeddedFailure("it does not accept the password kept beside its data", error);
      if (!isAlive()) throw embeddedFailure(`the server ended (${messageOf(error)}); read its server.log`, error);
      if (Date.now() > deadline) throw embeddedFailure(`no session within 2 minutes (${messageOf(error)}); try again`);
      await sleep(POLL_MS);
    }
  }
}

async function tryToOwn(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ owns: boolean }>("select pg_try_advisory_lock($1::bigint) as owns", [
    OWNER_LOCK,
  ]);
  return rows[0]?.owns === true;
}

async function ensureDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select 1 from pg_database where datname = $1::name", [EMBEDDED_NAME]);
  if (rows.length === 0) await client.query(`create database ${EMBEDDED_NAME}`);
}
