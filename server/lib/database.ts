import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { SECOND } from "../../shared/time.ts";
import { DatabaseSession } from "./database-session.ts";
import { createSessionLocks, type HeldLock, whileLocked } from "./session-locks.ts";
import { inOnePiece, type Statement, sendAll } from "./statement.ts";

const MAX_CONNECTIONS = 10;
/** A process that hangs inside a transaction would hold up all others; the server ends its session. */
const MAX_SILENCE_MS = 8 * SECOND;
const CONNECT_TIMEOUT_MS = 10 * SECOND;
const MAX_TRIES = 5;

const COMMIT: Statement = { text: "commit", values: [] };

/** Errors after which the same transaction may well succeed. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const RETRYABLE = {
  "40P01": "deadlock detected",
  "40001": "serialization failure",
} as const satisfies Record<string, string>;

/**
 * A pool of sessions on Plumbline's own database, at most 10. A session that is lost while idle is told to `onLost` and
 * replaced at its next use.
 */
export function createPool(url: string, onLost: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    Client: DatabaseSession,
    connectionString: url,
    application_name: "plumbline",
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30 * SECOND,
    idle_in_transaction_session_timeout: MAX_SILENCE_MS,
    keepAlive: true,
    // Statements of which none needs another's answer are sent at once, see `together`.
    pipeline: true,
  });
  pool.on("error", onLost);
  // A session that is lost while it is in use fails its next statement; its event, unheard, would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/**
 * Runs `work` in one transaction and gives what it gives. Rolls back when it throws; repeats it, up to 5 times, after a
 * deadlock or a serialization failure, so `work` must have no other effect than on the database.
 */
export function withTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return withLastStatements(pool, async (client) => ({ value: await work(client), last: [] }));
}

/**
 * The same for work that ends with statements of which none needs an answer: they are sent together with the commit, so what they lock is
 * free again when the server is done, however busy this thread is by then.
 */
export async function withLastStatements<T>(pool: pg.Pool, work: LastWork<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(pool, work);
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined;
      if (code === undefined || !(code in RETRYABLE) || attempt === MAX_TRIES) throw error;
      await sleep(attempt * 20);
    }
  }
}

type LastWork<T> = (client: pg.PoolClient) => Promise<{ value: T; last: readonly Statement[] }>;

async function once<T>(pool: pg.Pool, work: LastWork<T>): Promise<T> {
  const client = await pool.connect();
  let fault: Error | undefined;
  // A session that is lost between two statements fails at the next one; unheard, it would end the process.
  const onError = (error: Error) => {
    fault = error;
  };
  client.on("error", onError);
  try {
    // What the work asks first is sent with it: nothing waits for this thread between the two.
    const [begun, working] = inOnePiece(client, () => [client.query("begin"), work(client)] as const);
    begun.catch(() => undefined);
    const { value, last } = await working;
    await begun;
    // After a fault of one of them the server rolls back where it is told to commit.
    await sendAll(client, [...last, COMMIT]);
    return value;
  } catch (error) {
    await client.query("rollback").catch((failure) => {
      fault = failure instanceof Error ? failure : new Error(String(failure));
    });
    throw error;
  } finally {
    client.off("error", onError);
    client.release(fault);
  }
}

/**
 * Runs `work` while no other replica runs under the same `name`, and gives `{ ran: true, value }`; `{ ran: false }` at
 * once where another has it. The lock belongs to a session of its own, so it is free again soon after its holder dies or hangs.
 */
export async function withAdvisoryLock<T>(
  pool: pg.Pool,
  name: string,
  work: (lock: HeldLock) => Promise<T>,
): Promise<{ ran: true; value: T } | { ran: false }> {
  const locks = createSessionLocks(pool);
  try {
    return await whileLocked(locks, name, work);
  } finally {
    await locks.close();
  }
}
