import type { Pool, PoolClient } from "pg";

/** Runs `work` in one transaction that reads as of one moment and writes nothing. */
export async function inSnapshot<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let fault: Error | undefined;
  try {
    await client.query("begin isolation level repeatable read, read only");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    // Not worth keeping: the session may be lost, or inside a failed transaction.
    fault = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(fault);
  }
}

/**
 * Runs `work` in such a transaction, in which reading an index costs what it costs where indexes lie in memory: what is counted over
 * many rows is counted in an index alone, rather than in the table.
 * https://www.postgresql.org/docs/current/runtime-config-query.html#GUC-RANDOM-PAGE-COST
 */
export function cheapIndexes<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inSnapshot(pool, async (client) => {
    await client.query("set local random_page_cost = 1");
    return work(client);
  });
}
