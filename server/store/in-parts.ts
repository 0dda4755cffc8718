import type { PoolClient, QueryResultRow } from "pg";

/**
 * The rows of a statement in parts of at most `size`, read by a cursor: to put one part together takes milliseconds, and nothing else of
 * this process waits for longer. For a client inside a transaction, one such statement at a time.
 * https://www.postgresql.org/docs/current/sql-declare.html
 */
export async function* inParts<Row extends QueryResultRow>(
  client: PoolClient,
  sql: string,
  values: readonly unknown[],
  size: number,
): AsyncGenerator<Row[], void, undefined> {
  // All rows are wanted, not the first ones soon.
  await client.query("set local cursor_tuple_fraction = 1");
  await client.query(`declare in_parts no scroll cursor for ${sql}`, [...values]);
  let count = size;
  while (count === size) {
    const { rows } = await client.query<Row>(`fetch ${size} from in_parts`);
    count = rows.length;
    yield rows;
  }
  await client.query("close in_parts");
}

/** A list in stretches of at most `size`. */
export function* stretchesOf<T>(items: readonly T[], size: number): Generator<T[], void> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
