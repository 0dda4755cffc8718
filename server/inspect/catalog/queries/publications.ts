import type { CatalogQuery } from "../query.ts";
import { joinComment } from "../sql.ts";

const FILTERS_SINCE = 150000;

/** Publications with their tables, column lists and row filters. */
export const publications: CatalogQuery = {
  part: "publications",
  kinds: ["publication"],
  sql: (serverVersion) => `
    select 'publication' as kind, p.pubname as name, pg_get_userbyid(p.pubowner) as owner, d.description as comment,
      p.puballtables as "all tables",
      concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
        case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end) as publishes,
      p.pubviaroot as "via root",
      case to_jsonb(p) ->> 'pubgencols' when 's' then 'stored' end as "generated columns",
      ${serverVersion >= FILTERS_SINCE ? SCHEMAS : "null::text"} as schemas,
      (select string_agg(r.prrelid::regclass::text ${serverVersion >= FILTERS_SINCE ? FILTER : ""}, ', '
          order by r.prrelid::regclass::text collate "C")
        from pg_publication_rel r where r.prpubid = p.oid) as tables
    from pg_publication p
    ${joinComment("pg_publication", "p.oid")}`,
};

const SCHEMAS = `(select string_agg(r.pnnspid::regnamespace::text, ', ' order by r.pnnspid::regnamespace::text collate "C")
        from pg_publication_namespace r where r.pnpubid = p.oid)`;

const FILTER = `|| coalesce(' (' || (select string_agg(quote_ident(a.attname), ', ' order by a.attname collate "C")
            from pg_attribute a where a.attrelid = r.prrelid and a.attnum = any (r.prattrs::int2[])) || ')', '')
          || coalesce(' where ' || pg_get_expr(r.prqual, r.prrelid), '')`;
