import type { Pool, PoolClient } from "pg";

/**
 * A pool whose next checked-out session is destroyed at its statement number `at` (from 1): before it is sent, or right after,
 * when nobody will ever hear its answer. What is checked out later is whole.
 */
export function breakingPool(pool: Pool, at: number, isSent: boolean): Pool {
  let isSpent = false;
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect();
    if (isSpent) return client;
    isSpent = true;
    let count = 0;
    return new Proxy(client, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== "function") return member;
        if (name !== "query") return member.bind(target);
        return (...given: unknown[]) => {
          count += 1;
          if (count !== at) return member.apply(target, given);
          if (!isSent) destroy(target);
          const answer: Promise<unknown> = member.apply(target, given);
          // The statement leaves with the socket's next write; then the session ends.
          if (isSent) setImmediate(() => destroy(target));
          return answer;
        };
      },
    });
  };
  return new Proxy(pool, {
    get(target, name) {
      if (name === "connect") return connect;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** Ends the connection under a session, as a network or a crash does. */
function destroy(client: PoolClient): void {
  const { connection } = client as unknown as { connection: { stream: { destroy: () => void } } };
  connection.stream.destroy();
}
