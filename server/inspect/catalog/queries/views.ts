import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, options, USER_SCHEMA } from "../sql.ts";

/** Views and materialized views, with security_invoker and check_option. Whether one is populated is data, not schema. */
export const views: CatalogQuery = {
  part: "views",
  kinds: ["view", "materialized view"],
  sql: () => `
    select case c.relkind when 'v' then 'view' else 'materialized view' end as kind,
      n.nspname as schema, c.relname as name,
      pg_get_userbyid(c.relowner) as owner, d.description as comment, ${grants("c.relacl", "'r'", "c.relowner")} as grants,
      pg_get_viewdef(c.oid) as query,
      ${options("c.reloptions")} as options,
      case when m.amname <> 'heap' then m.amname end as "access method",
      (select max(ic.relname) from pg_index k join pg_class ic on ic.oid = k.indexrelid
        where k.indrelid = c.oid and k.indisclustered) as "clustered on"
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_am m on m.oid = c.relam
    ${joinComment("pg_class", "c.oid")}
    where c.relkind in ('v', 'm') and ${USER_SCHEMA} and ${isNotOfExtension("pg_class", "c.oid")}`,
};
