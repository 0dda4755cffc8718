import type { SessionFacts } from "../../../shared/facts.ts";
import type { Look, Reader } from "./look.ts";
import { shown } from "./sessions.ts";

type Locked = SessionFacts & { blockedBy: number[]; isBlocked: boolean };

/**
 * Who waits for a lock in this database, and who holds it; what is waited for in other databases of the server is no fault of this
 * one. pg_locks shows waiting to every role; states and queries may be hidden.
 */
export const locks: Look<"locks"> = async (reader) => {
  const rows = await findLocked(reader);
  return {
    blocked: rows.filter(({ isBlocked }) => isBlocked).map((row) => ({ ...shown(row), blockedBy: row.blockedBy })),
    blockers: rows
      .filter(({ isBlocked, pid }) => !isBlocked || rows.some((row) => row.blockedBy.includes(pid)))
      .map(shown),
  };
};

function findLocked(reader: Reader): Promise<Locked[]> {
  return reader.rows<Locked>(
    `with waiting as (
      select l.pid, pg_catalog.pg_blocking_pids(l.pid) as "by"
      from (
        select distinct w.pid
        from pg_catalog.pg_locks as w
        join pg_catalog.pg_stat_activity as a on a.pid = w.pid
        where not w.granted and a.datname = pg_catalog.current_database()
        order by 1
        limit 200
      ) as l
    )
    select s.pid,
           coalesce(s.usename::text, '') as "user",
           coalesce(s.application_name, '') as "application",
           coalesce(s.state, 'hidden') as "state",
           round(extract(epoch from clock_timestamp() - s.state_change))::float8 as "seconds",
           coalesce(s.query, '') as "query",
           coalesce(w."by", '{}') as "blockedBy",
           w.pid is not null as "isBlocked"
    from pg_catalog.pg_stat_activity as s
    left join waiting as w on w.pid = s.pid
    where w.pid is not null or s.pid in (select unnest(x."by") from waiting as x)
    order by 5 desc nulls last, 1
    limit 200`,
  );
}
