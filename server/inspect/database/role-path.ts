import type { Reader } from "./look.ts";

/**
 * The schemas in which sessions of a role look names up: what is set for the role in this database, for the role, or for the
 * database, in that order; else what holds for the session that looks. Settings that a service gives in its connection's address
 * can't be seen. https://www.postgresql.org/docs/current/catalog-pg-db-role-setting.html
 */
export async function searchPathOf(reader: Reader, role: string): Promise<string[]> {
  if (role === reader.role) return reader.namedSearchPath;
  const rows = await reader.rows<{ path: string[] }>(
    `select array(
       select found.name
       from unnest(string_to_array(substr(config.setting, length('search_path=') + 1), ','))
         with ordinality as given (part, place)
       cross join lateral (
         select case when btrim(part) = '"$user"' then $1 else btrim(btrim(part), '"') end
       ) as found (name)
       where found.name <> ''
         and (btrim(part) <> '"$user"' or pg_catalog.to_regnamespace(quote_ident(found.name)) is not null)
       order by place
     )::text[] as "path"
    from pg_catalog.pg_db_role_setting as s
    cross join unnest(s.setconfig) as config (setting)
    where config.setting like 'search_path=%'
      and s.setdatabase in (0, (select d.oid from pg_catalog.pg_database as d where d.datname = current_database()))
      and s.setrole in (0, (select r.oid from pg_catalog.pg_roles as r where r.rolname = $1))
    order by s.setrole <> 0 desc, s.setdatabase <> 0 desc
    limit 1`,
    [role],
  );
  return rows[0]?.path ?? reader.namedSearchPath;
}
