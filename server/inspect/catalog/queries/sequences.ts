import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Sequences with their options and owning column; where one stands is data, not schema. */
export const sequences: CatalogQuery = {
  part: "sequences",
  kinds: ["sequence"],
  sql: () => `
    select 'sequence' as kind, n.nspname as schema, c.relname as name,
      pg_get_userbyid(c.relowner) as owner, d.description as comment, ${grants("c.relacl", "'s'", "c.relowner")} as grants,
      format_type(s.seqtypid, null) as type,
      s.seqstart::text as start, s.seqincrement::text as increment, s.seqmin::text as minimum, s.seqmax::text as maximum,
      s.seqcache::text as cache, s.seqcycle as cycle,
      c.relpersistence = 'u' as unlogged,
      (select quote_ident(o.relname) || '.' || quote_ident(a.attname) || case p.deptype when 'i' then ' (identity)' else '' end
        from pg_depend p join pg_class o on o.oid = p.refobjid
        join pg_attribute a on a.attrelid = o.oid and a.attnum = p.refobjsubid
        where p.classid = 'pg_class'::regclass and p.objid = c.oid and p.refclassid = 'pg_class'::regclass
          and p.deptype in ('a', 'i') limit 1) as "owned by"
    from pg_class c
    join pg_sequence s on s.seqrelid = c.oid
    join pg_namespace n on n.oid = c.relnamespace
    ${joinComment("pg_class", "c.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_class", "c.oid")}`,
};
