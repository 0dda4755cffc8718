import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Indexes that no constraint made. An index whose build failed is `invalid`: it costs writes and serves no reads. */
export const indexes: CatalogQuery = {
  part: "indexes",
  kinds: ["index"],
  sql: () => `
    select 'index' as kind, n.nspname as schema, c.relname as table_name, i.relname as name, d.description as comment,
      pg_get_indexdef(i.oid) as definition,
      not x.indisvalid as invalid,
      p.inhparent::regclass::text as "attached to",
      s.targets as "statistics target"
    from pg_index x
    join pg_class i on i.oid = x.indexrelid
    join pg_class c on c.oid = x.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_inherits p on p.inhrelid = i.oid
    left join (
      select a.attrelid, string_agg(a.attnum || '=' || a.attstattarget, ', ' order by a.attnum) as targets
      from pg_attribute a where a.attstattarget >= 0 and a.attnum > 0 group by a.attrelid
    ) s on s.attrelid = i.oid
    ${joinComment("pg_class", "i.oid")}
    where c.relkind in ('r', 'p', 'm')
      and not exists (select from pg_constraint o where o.conindid = i.oid and o.contype in ('p', 'u', 'x'))
      and ${USER_SCHEMA} and ${isNotOfExtension("pg_class", "c.oid")}`,
};
