import type { PoolClient, QueryResult, QueryResultRow } from "pg";

/**
 * Runs a statement that comes again with every batch: the server parses it once for each session, and soon plans it no more. `name`
 * belongs to this text alone. Not for a statement whose plan depends on how much it is given, and not for one that is sent
 * again before its first answer.
 */
export function prepared<Row extends QueryResultRow>(
  client: PoolClient,
  name: string,
  text: string,
  values: unknown[],
): Promise<QueryResult<Row>> {
  return client.query<Row>({ name, text, values });
}
