import type { SessionFacts } from "../../../shared/facts.ts";
import type { Look, Reader } from "./look.ts";
import { queryShape } from "./query-shape.ts";

type Session = SessionFacts & { isHidden: boolean };

const MAX_LISTED = 20;

/** The sessions of this database: what they do, and which ones hold a transaction open without working. */
export const sessions: Look<"sessions"> = async (reader, question) => {
  const all = (await findSessions(reader)).filter(
    ({ application }) => question.params.application === undefined || application === question.params.application,
  );
  const idleInTransaction = all.filter(({ state }) => state.startsWith("idle in transaction"));
  const active = all.filter(({ state }) => state === "active");
  return {
    total: all.length,
    hidden: all.filter(({ isHidden }) => isHidden).length,
    active: active.length,
    idle: all.filter(({ state }) => state === "idle").length,
    idleInTransaction: idleInTransaction.length,
    longestIdleInTransactionSeconds: longest(idleInTransaction),
    longestActiveSeconds: longest(active),
    holders: idleInTransaction.slice(0, MAX_LISTED).map(shown),
  };
};

/** A session for people: without the literals of its query. */
export function shown({ pid, user, application, state, seconds, query }: SessionFacts): SessionFacts {
  return { pid, user, application, state, seconds, query: queryShape(query) };
}

/** Client sessions but our own, the longest in their state first. Seconds count from the last change of state. */
function findSessions(reader: Reader): Promise<Session[]> {
  return reader.rows<Session>(
    `select s.pid,
            coalesce(s.usename::text, '') as "user",
            coalesce(s.application_name, '') as "application",
            s.backend_type is null as "isHidden",
            coalesce(s.state, 'hidden') as "state",
            round(extract(epoch from clock_timestamp() - s.state_change))::float8 as "seconds",
            coalesce(s.query, '') as "query"
    from pg_catalog.pg_stat_activity as s
    where s.datname = current_database() and s.pid <> pg_catalog.pg_backend_pid()
      and s.usesysid is not null and coalesce(s.backend_type, 'client backend') = 'client backend'
      and coalesce(s.application_name, '') <> 'plumbline'
    order by 6 desc nulls last, 1
    limit 5000`,
  );
}

function longest(sessions: Session[]): number | null {
  return sessions.reduce<number | null>(
    (most, { seconds }) => (seconds === null || (most !== null && most >= seconds) ? most : seconds),
    null,
  );
}
