import pg from "pg";

/** What every statement gets after one of its transaction has failed. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const AFTER_A_FAULT = "25P02";

type Results<T extends readonly unknown[]> = { -readonly [Place in keyof T]: Awaited<T[Place]> };

/**
 * What statements of one transaction give that were sent one after the other without waiting for answers; the server runs them in
 * that order. Throws the fault of the one that failed first, once all are answered: nothing is sent after the rollback by then.
 */
export async function together<const T extends readonly Promise<unknown>[]>(...statements: T): Promise<Results<T>> {
  const settled = await Promise.allSettled(statements);
  const faults: unknown[] = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  if (faults.length > 0) throw faults.find((fault) => !isAfterAFault(fault)) ?? faults[0];
  return Promise.all(statements);
}

function isAfterAFault(fault: unknown): boolean {
  return fault instanceof pg.DatabaseError && fault.code === AFTER_A_FAULT;
}
