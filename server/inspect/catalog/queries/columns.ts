import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, options, plainGrants, USER_SCHEMA } from "../sql.ts";

/**
 * The per-column options that ALTER TABLE … ALTER COLUMN SET takes. Some builds of the server keep marks of their own
 * (`pg_attver=…`) in the same list; nobody set those, and every table has others.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
const SETTABLE_OPTIONS = `case when a.attoptions is not null then (
        select string_agg(o.setting, ', ' order by o.setting collate "C") from unnest(a.attoptions) o(setting)
        where split_part(o.setting, '=', 1) in ('n_distinct', 'n_distinct_inherited')) end`;

const COMPRESSION_SINCE = 140000;

/** Columns of tables, foreign tables, views and materialized views. Their order is not compared. */
export const columns: CatalogQuery = {
  part: "columns",
  kinds: ["column"],
  sql: (serverVersion) => `
    select 'column' as kind, n.nspname as schema, c.relname as table_name, a.attname as name, d.description as comment,
      case when a.attacl is not null then ${plainGrants("a.attacl", "c.relowner")} end as grants,
      format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull as "not null",
      case when a.attgenerated = '' then pg_get_expr(f.adbin, f.adrelid) end as "default",
      case a.attidentity when 'a' then 'always' when 'd' then 'by default' end as identity,
      case a.attgenerated when 's' then pg_get_expr(f.adbin, f.adrelid) || ' stored'
        when 'v' then pg_get_expr(f.adbin, f.adrelid) || ' virtual' end as generated,
      case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end as collation,
      case when c.relkind in ('r', 'p', 'm') and a.attstorage <> t.typstorage then case a.attstorage
        when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' when 'x' then 'extended' end end as storage,
      ${serverVersion >= COMPRESSION_SINCE ? COMPRESSION : "null::text"} as compression,
      case when a.attstattarget >= 0 then a.attstattarget end as "statistics target",
      ${SETTABLE_OPTIONS} as options,
      ${options("a.attfdwoptions")} as "server options",
      not a.attislocal and not c.relispartition and c.relkind in ('r', 'p', 'f') as inherited,
      c.relispartition as "of partition"
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
    ${joinComment("pg_class", "c.oid", "a.attnum")}
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm')
      and ${USER_SCHEMA} and ${isNotOfExtension("pg_class", "c.oid")}`,
};

const COMPRESSION = "case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end";
