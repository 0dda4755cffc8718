import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

export const policies: CatalogQuery = {
  part: "policies",
  kinds: ["policy"],
  sql: () => `
    select 'policy' as kind, n.nspname as schema, c.relname as table_name, p.polname as name, d.description as comment,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
        else 'all' end as command,
      not p.polpermissive as restrictive,
      (select string_agg(case r.oid when 0 then 'PUBLIC' else pg_get_userbyid(r.oid)::text end, ', '
          order by pg_get_userbyid(r.oid)::text collate "C")
        from unnest(p.polroles) r(oid)) as roles,
      pg_get_expr(p.polqual, p.polrelid) as using,
      pg_get_expr(p.polwithcheck, p.polrelid) as "with check"
    from pg_policy p
    join pg_class c on c.oid = p.polrelid
    join pg_namespace n on n.oid = c.relnamespace
    ${joinComment("pg_policy", "p.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_class", "c.oid")}`,
};
