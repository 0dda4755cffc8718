import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Composite types; the order of their fields is part of what they are. */
export const compositeTypes: CatalogQuery = {
  part: "composite types",
  kinds: ["composite type"],
  sql: () => `
    select 'composite type' as kind, n.nspname as schema, t.typname as name,
      pg_get_userbyid(t.typowner) as owner, d.description as comment, ${grants("t.typacl", "'T'", "t.typowner")} as grants,
      (select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
          || case when a.attcollation <> b.typcollation then ' collate ' || a.attcollation::regcollation::text else '' end,
          ', ' order by a.attnum)
        from pg_attribute a join pg_type b on b.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as fields,
      (select string_agg(quote_ident(a.attname) || ': ' || k.description, '; ' order by a.attname collate "C")
        from pg_attribute a join pg_description k on k.classoid = 'pg_class'::regclass and k.objoid = c.oid
          and k.objsubid = a.attnum
        where a.attrelid = c.oid and not a.attisdropped) as "field comments"
    from pg_type t
    join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
    join pg_namespace n on n.oid = t.typnamespace
    ${joinComment("pg_type", "t.oid")}
    where t.typtype = 'c' and ${USER_SCHEMA} and ${isNotOfExtension("pg_type", "t.oid")}`,
};
