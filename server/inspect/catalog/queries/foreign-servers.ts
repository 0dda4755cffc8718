import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, options } from "../sql.ts";

/** Foreign servers and their user mappings; of a mapping's options only the names, since values are credentials. */
export const foreignServers: CatalogQuery = {
  part: "foreign servers",
  kinds: ["foreign server"],
  sql: () => `
    select 'foreign server' as kind, s.srvname as name,
      pg_get_userbyid(s.srvowner) as owner, d.description as comment, ${grants("s.srvacl", "'S'", "s.srvowner")} as grants,
      w.fdwname as wrapper, s.srvtype as type, s.srvversion as version,
      ${options("s.srvoptions")} as options,
      (select string_agg(m.usename || coalesce(' (' || (
            select string_agg(split_part(o.option, '=', 1), ', ' order by o.option) from unnest(m.umoptions) o(option)) || ')', ''),
          ', ' order by m.usename)
        from pg_user_mappings m where m.srvid = s.oid) as "user mappings"
    from pg_foreign_server s
    join pg_foreign_data_wrapper w on w.oid = s.srvfdw
    ${joinComment("pg_foreign_server", "s.oid")}
    where ${isNotOfExtension("pg_foreign_server", "s.oid")}`,
};
