import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, options, USER_SCHEMA } from "../sql.ts";

/** Tables, partitioned tables, partitions, foreign tables. Tablespaces are left out: they are a matter of the machine. */
export const tables: CatalogQuery = {
  part: "tables",
  kinds: ["table", "foreign table"],
  sql: () => `
    select case c.relkind when 'f' then 'foreign table' else 'table' end as kind, n.nspname as schema, c.relname as name,
      pg_get_userbyid(c.relowner) as owner, d.description as comment, ${grants("c.relacl", "'r'", "c.relowner")} as grants,
      c.relpersistence = 'u' as unlogged,
      case c.relkind when 'p' then pg_get_partkeydef(c.oid) end as "partitioned by",
      case when c.relispartition then i.parents || ' ' || pg_get_expr(c.relpartbound, c.oid) end as "partition of",
      case when not c.relispartition then i.parents end as inherits,
      case when c.reloftype <> 0 then format_type(c.reloftype, null) end as "of type",
      case when c.relforcerowsecurity and c.relrowsecurity then 'enabled, forced'
           when c.relrowsecurity then 'enabled'
           when c.relforcerowsecurity then 'forced' end as "row level security",
      case c.relreplident when 'n' then 'nothing' when 'f' then 'full' when 'i' then 'index ' || x.replica end as "replica identity",
      x.clustered as "clustered on",
      case when m.amname <> 'heap' then m.amname end as "access method",
      ${options("c.reloptions")} as options,
      ${options("o.reloptions")} as "toast options",
      s.srvname as server,
      ${options("f.ftoptions")} as "server options"
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_am m on m.oid = c.relam
    left join pg_class o on o.oid = c.reltoastrelid
    left join pg_foreign_table f on f.ftrelid = c.oid
    left join pg_foreign_server s on s.oid = f.ftserver
    left join (
      select h.inhrelid, string_agg(h.inhparent::regclass::text, ', ' order by h.inhseqno) as parents
      from pg_inherits h group by h.inhrelid
    ) i on i.inhrelid = c.oid
    left join (
      select k.indrelid, max(ic.relname) filter (where k.indisreplident) as replica,
        max(ic.relname) filter (where k.indisclustered) as clustered
      from pg_index k join pg_class ic on ic.oid = k.indexrelid
      where k.indisreplident or k.indisclustered group by k.indrelid
    ) x on x.indrelid = c.oid
    ${joinComment("pg_class", "c.oid")}
    where c.relkind in ('r', 'p', 'f') and ${USER_SCHEMA} and ${isNotOfExtension("pg_class", "c.oid")}`,
};
