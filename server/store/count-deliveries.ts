import type { Pool } from "pg";
import { byIndexes } from "../lib/snapshot.ts";

export type DeliveryCounts = { pending: number; delivered: number; failed: number };

/** How many messages wait for, reached, and never reached each endpoint, by its name. */
export async function countDeliveries(pool: Pool): Promise<Map<string, DeliveryCounts>> {
  const { rows } = await byIndexes(pool, (client) =>
    client.query<{ endpoint: string; state: keyof DeliveryCounts; many: number }>(
      `select endpoint, state, count(*)::integer as many
       from plumbline.delivery
       group by endpoint, state
       order by endpoint, state`,
    ),
  );
  const counts = new Map<string, DeliveryCounts>();
  for (const { endpoint, state, many } of rows) {
    const one = counts.get(endpoint) ?? { pending: 0, delivered: 0, failed: 0 };
    one[state] = many;
    counts.set(endpoint, one);
  }
  return counts;
}
