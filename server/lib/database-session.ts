import pg from "pg";

/**
 * A session of PostgreSQL that asks pg with a callback where a promise is wanted. A promise that pg makes itself keeps the rows of its
 * answer in memory until all of the heap is looked through, long after they were read: 60 MB of answers pile up, and looking at them
 * stops this thread for tens of milliseconds. With a callback they go as soon as nobody needs them.
 */
export class DatabaseSession extends pg.Client {}

Reflect.set(
  DatabaseSession.prototype,
  "query",
  function query(this: DatabaseSession, ...given: readonly unknown[]): unknown {
    if (!isPromised(given)) return ask(this, given);
    return new Promise((resolve, reject) => {
      ask(this, [...given, (fault: unknown, result: unknown) => (fault == null ? resolve(result) : reject(fault))]);
    }).catch((fault: unknown) => {
      // As pg does: a fault tells who asked, not which bytes came.
      if (fault instanceof Error) Error.captureStackTrace(fault);
      throw fault;
    });
  },
);

function ask(session: DatabaseSession, given: readonly unknown[]): unknown {
  return Reflect.apply(pg.Client.prototype.query, session, given);
}

/** Whether neither a callback is among what is given nor something that sends itself. */
function isPromised(given: readonly unknown[]): boolean {
  return given.every(
    (one) => typeof one !== "function" && !hasFunction(one, "submit") && !hasFunction(one, "callback"),
  );
}

function hasFunction(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, key) === "function";
}
