import type { CatalogQuery } from "../query.ts";
import { options } from "../sql.ts";

/** Settings that ALTER DATABASE, or ALTER ROLE … IN DATABASE, gives every session here: search_path above all. */
export const databaseSettings: CatalogQuery = {
  part: "database settings",
  kinds: ["database settings"],
  sql: () => `
    select 'database settings' as kind,
      case s.setrole when 0 then 'all roles' else 'role ' || pg_get_userbyid(s.setrole)::text end as label,
      ${options("s.setconfig")} as settings
    from pg_db_role_setting s
    where s.setdatabase = (select b.oid from pg_database b where b.datname = current_database())`,
};
