import type { Look } from "./look.ts";

/** How many deadlocks this database has counted, and since when. */
export const deadlocks: Look<"deadlocks"> = async (reader) => {
  const rows = await reader.rows<{ count: number; since: string | null }>(
    `select d.deadlocks::float8 as "count",
            to_char(d.stats_reset at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "since"
    from pg_catalog.pg_stat_database as d
    where d.datname = current_database()`,
  );
  const { count, since } = rows[0] ?? { count: 0, since: null };
  return { count, since, database: reader.currentDatabase };
};
