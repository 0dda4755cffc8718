import type { CatalogQuery } from "../query.ts";
import { grants, plainGrants } from "../sql.ts";

/** What ALTER DEFAULT PRIVILEGES has set: for objects that a role makes later, everywhere or in one schema. */
export const defaultPrivileges: CatalogQuery = {
  part: "default privileges",
  kinds: ["default privileges"],
  sql: () => `
    select 'default privileges' as kind, n.nspname as schema,
      case a.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
        when 'n' then 'schemas' else a.defaclobjtype::text end || ' of ' || pg_get_userbyid(a.defaclrole)::text as label,
      case when a.defaclnamespace = 0
        then ${grants("a.defaclacl", "case a.defaclobjtype when 'S' then 's' else a.defaclobjtype end", "a.defaclrole")}
        else ${plainGrants("a.defaclacl", "a.defaclrole")} end as "for later objects"
    from pg_default_acl a
    left join pg_namespace n on n.oid = a.defaclnamespace`,
};
