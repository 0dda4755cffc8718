import type { Pool, PoolClient } from "pg";
import { inOnePiece } from "./statement.ts";
import { together } from "./together.ts";

const BEGIN = "begin isolation level repeatable read, read only";

/** Runs `work` in one transaction that reads as of one moment and writes nothing. */
export async function inSnapshot<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let fault: Error | undefined;
  try {
    // What the work asks first is sent with it.
    const [begun, working] = inOnePiece(client, () => [client.query(BEGIN), work(client)] as const);
    begun.catch(() => undefined);
    const result = await working;
    await begun;
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
 * Runs `work` in such a transaction, in which reading an index costs what it costs where indexes lie in memory, and no table is read from
 * end to end that can be read otherwise: what is counted over many rows is counted in an index alone.
 * https://www.postgresql.org/docs/current/runtime-config-query.html
 */
export function byIndexes<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inSnapshot(pool, async (client) => {
    const [, result] = await together(
      client.query("set local random_page_cost = 1; set local enable_seqscan = off"),
      work(client),
    );
    return result;
  });
}
