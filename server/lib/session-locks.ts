import pg from "pg";
import { SECOND } from "../../shared/time.ts";

/**
 * A lock that is held until `release`, or until `lost` is aborted because its session ended or fell silent. `assertHeld` throws
 * once it is lost, and also where this process stood still for so long that another may have it.
 */
export type HeldLock = { lost: AbortSignal; assertHeld: () => void; release: () => Promise<void> };

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
  /** Whether the server answered lately. */
  isFresh: () => boolean;
};

/** A session that says nothing for this long is ended by the server: its process hangs, or its machine is gone. */
const SERVER_PATIENCE = 4 * SECOND;
/** Earlier than that, its holder gives it up by itself. */
const HOLDER_PATIENCE = 3.5 * SECOND;
const BEAT = 0.5 * SECOND;

const BEGIN_SESSION = `set idle_session_timeout = ${SERVER_PATIENCE}; set application_name = 'plumbline locks'`;
const TRY_LOCK = "select pg_try_advisory_lock(hashtextextended('plumbline:' || $1::text, 0)) as done";
const UNLOCK = "select pg_advisory_unlock(hashtextextended('plumbline:' || $1::text, 0)) as done";

/**
 * Advisory locks for what runs for long, all in one session beside the pool's, so that they cost no session of the
 * pool. Who dies, hangs or is cut off loses them within seconds, and another may begin.
 * https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
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
      const { ask, lost, isFresh } = await session();
      if (!(await ask(TRY_LOCK, name))) return undefined;
      const assertHeld = () => {
        if (lost.signal.aborted || !isFresh()) throw new Error(`the lock "${name}" was lost; another may hold it now`);
      };
      // A session that is gone holds no lock.
      const release = () => ask(UNLOCK, name).then(nothing, nothing);
      return { lost: lost.signal, assertHeld, release };
    },
    close: async () => {
      const open = await opening?.catch(nothing);
      opening = undefined;
      await open?.end();
    },
  };
}

/** Does `work` while it holds a lock, and gives `{ ran: true, value }`; `{ ran: false }` at once where another has it. */
export async function whileLocked<T>(
  locks: SessionLocks,
  name: string,
  work: (lock: HeldLock) => Promise<T>,
): Promise<{ ran: true; value: T } | { ran: false }> {
  const lock = await locks.tryLock(name);
  if (lock === undefined) return { ran: false };
  try {
    return { ran: true, value: await work(lock) };
  } finally {
    await lock.release();
  }
}

async function openSession(pool: pg.Pool): Promise<Session> {
  const client = new pg.Client({ ...pool.options, keepAlive: true, connectionTimeoutMillis: 10 * SECOND });
  const lost = new AbortController();
  let answeredAt = performance.now();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  await client.connect();
  let last: Promise<unknown> = Promise.resolve();
  const send = <T>(work: () => Promise<T>): Promise<T> => {
    const answer = last.then(nothing, nothing).then(async () => {
      const askedAt = performance.now();
      const result = await work();
      answeredAt = askedAt;
      return result;
    });
    last = answer;
    return answer;
  };
  const isFresh = () => performance.now() - answeredAt < HOLDER_PATIENCE;
  const end = () => client.end().then(nothing, nothing);
  lost.signal.addEventListener("abort", () => clearInterval(beat));
  const beat = setInterval(() => {
    if (isFresh()) return void send(() => client.query("select 1")).catch(nothing);
    lost.abort();
    end();
  }, BEAT);
  beat.unref();
  await send(() => client.query(BEGIN_SESSION)).catch((error) => {
    lost.abort();
    end();
    throw error;
  });
  const ask = (sql: string, name: string) =>
    send(() => client.query<{ done: boolean }>(sql, [name])).then(({ rows }) => rows[0]?.done === true);
  return { ask, end, lost, isFresh };
}

function nothing(): undefined {
  return undefined;
}
