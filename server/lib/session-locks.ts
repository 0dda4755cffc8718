import pg from "pg";
import { SECOND } from "../../shared/time.ts";

/** A lock that is held until `release`, or until `lost` is aborted because its session ended. */
export type HeldLock = { lost: AbortSignal; release: () => Promise<void> };

export type SessionLocks = {
  /** The lock of that name, or undefined where another session has it. Rejects when the database does not answer. */
  tryLock: (name: string) => Promise<HeldLock | undefined>;
  /** Gives all locks back. */
  close: () => Promise<void>;
};

type Session = {
  /** Runs one statement after the other: a session has no room for two. */
  ask: (sql: string, name: string) => Promise<boolean>;
  end: () => Promise<void>;
  lost: AbortController;
};

/** Makes the server see within half a minute that the other end is gone, also when its machine died without a word. */
const NOTICE_LOSS =
  "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3; set application_name = 'plumbline locks'";
const TRY_LOCK = "select pg_try_advisory_lock(hashtextextended('plumbline:' || $1::text, 0)) as done";
const UNLOCK = "select pg_advisory_unlock(hashtextextended('plumbline:' || $1::text, 0)) as done";

/**
 * Advisory locks for what runs for long, all in one session beside the pool's, so that they cost no session of the
 * pool. Who dies loses them at once. https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
 */
export function createSessionLocks(pool: pg.Pool): SessionLocks {
  let opening: Promise<Session> | undefined;
  const session = () => {
    opening ??= openSession(pool).then(
      (opened) => {
        opened.lost.signal.addEventListener("abort", () => {
          opening = undefined;
        });
        return opened;
      },
      (error) => {
        opening = undefined;
        throw error;
      },
    );
    return opening;
  };
  return {
    tryLock: async (name) => {
      const { ask, lost } = await session();
      if (!(await ask(TRY_LOCK, name))) return undefined;
      // A session that is gone holds no lock.
      const release = () => ask(UNLOCK, name).then(nothing, nothing);
      return { lost: lost.signal, release };
    },
    close: async () => {
      const open = await opening?.catch(nothing);
      opening = undefined;
      await open?.end();
    },
  };
}

async function openSession(pool: pg.Pool): Promise<Session> {
  const client = new pg.Client({ ...pool.options, keepAlive: true, connectionTimeoutMillis: 10 * SECOND });
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  await client.connect();
  let last: Promise<unknown> = client.query(NOTICE_LOSS);
  const ask = (sql: string, name: string) => {
    const answer = last.then(nothing, nothing).then(() => client.query<{ done: boolean }>(sql, [name]));
    last = answer;
    return answer.then(({ rows }) => rows[0]?.done === true);
  };
  return { ask, end: () => client.end().then(nothing, nothing), lost };
}

function nothing(): undefined {
  return undefined;
}
