import type { Look, Reader } from "./look.ts";

type Count = {
  application: string;
  user: string;
  state: string;
  database: string | null;
  count: number;
};
export type Limits = {
  max: number;
  reserved: number;
  role: string;
  roleLimit: number | null;
  database: string;
  databaseLimit: number | null;
};

const MAX_LISTED = 30;

/** How many connections are taken, by whom, and of how many: of the server, of the role and of the database. */
export const connections: Look<"connections"> = async (reader, question) => {
  const counts = await countConnections(reader);
  const limits = await findLimits(
    reader,
    question.params.role ?? reader.role,
    question.params.database ?? reader.currentDatabase,
  );
  const sum = (of: (count: Count) => boolean) => counts.filter(of).reduce((total, { count }) => total + count, 0);
  return {
    used: sum(() => true),
    idleInTransaction: sum(({ state }) => state.startsWith("idle in transaction")),
    active: sum(({ state }) => state === "active"),
    byApplication: counts
      .slice(0, MAX_LISTED)
      .map(({ application, user, state, count }) => ({ application, user, state, count })),
    ...limits,
    roleConnections: sum(({ user }) => user === limits.role),
    databaseConnections: sum(({ database }) => database === limits.database),
    refusal: null,
  };
};

/** Client sessions, this one among them. State is "hidden" where the role lacks pg_read_all_stats. */
function countConnections(reader: Reader): Promise<Count[]> {
  return reader.rows<Count>(
    `select coalesce(nullif(s.application_name, ''), 'unnamed') as "application",
            coalesce(s.usename::text, '') as "user",
            s.datname::text as "database",
            case when s.backend_type is null then 'hidden' else coalesce(s.state, 'starting') end as "state",
            count(*)::int as "count"
    from pg_catalog.pg_stat_activity as s
    where s.usesysid is not null and coalesce(s.backend_type, 'client backend') = 'client backend'
    group by 1, 2, 3, 4
    order by 5 desc, 1, 2, 3, 4`,
  );
}

/** How many connections there are of the server, the role and the database. reserved_connections exists from PostgreSQL 16 on. */
export async function findLimits(reader: Reader, role: string, database: string): Promise<Limits> {
  const rows = await reader.rows<Limits>(
    `select pg_catalog.current_setting('max_connections')::int as "max",
            pg_catalog.current_setting('superuser_reserved_connections')::int
              + coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0) as "reserved",
            $1::text as "role",
            (select nullif(r.rolconnlimit, -1) from pg_catalog.pg_roles as r where r.rolname = $1) as "roleLimit",
            $2::text as "database",
            (select nullif(d.datconnlimit, -1) from pg_catalog.pg_database as d where d.datname = $2) as "databaseLimit"`,
    [role, database],
  );
  return rows[0] ?? { max: 0, reserved: 0, role, roleLimit: null, database, databaseLimit: null };
}
