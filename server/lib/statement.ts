import type { PoolClient, QueryResult } from "pg";
import { together } from "./together.ts";

/**
 * One statement with its parameters, not sent yet. `name` belongs to its text alone: the server parses it once for each session, and soon
 * plans it no more. It is absent where the plan depends on how much the statement is given, or where the statement comes rarely.
 */
export type Statement = { name?: string; text: string; values: unknown[] };

/**
 * Sends statements one after the other without waiting for answers, and gives their results in order; the server runs them in that order.
 * No name may be among them twice. Throws the fault of the first that failed, once all are answered.
 */
export function sendAll(client: PoolClient, statements: readonly Statement[]): Promise<QueryResult[]> {
  return inOnePiece(client, () => together(...statements.map((statement) => client.query(statement))));
}

/** Hands what `send` sends at once to the system in one piece: each piece costs time, however short it is. */
export function inOnePiece<T>({ connection: { stream } }: PoolClient, send: () => T): T {
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}
