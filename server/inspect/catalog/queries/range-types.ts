import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

export const rangeTypes: CatalogQuery = {
  part: "range types",
  kinds: ["range type"],
  sql: () => `
    select 'range type' as kind, n.nspname as schema, t.typname as name,
      pg_get_userbyid(t.typowner) as owner, d.description as comment, ${grants("t.typacl", "'T'", "t.typowner")} as grants,
      format_type(r.rngsubtype, null) as subtype,
      (select s.nspname || '.' || o.opcname from pg_opclass o join pg_namespace s on s.oid = o.opcnamespace
        where o.oid = r.rngsubopc) as "operator class",
      case when r.rngcollation <> b.typcollation then r.rngcollation::regcollation::text end as collation,
      nullif(r.rngcanonical::oid::regprocedure::text, '-') as canonical,
      nullif(r.rngsubdiff::oid::regprocedure::text, '-') as "subtype difference",
      format_type((to_jsonb(r) ->> 'rngmultitypid')::oid, null) as multirange
    from pg_type t
    join pg_range r on r.rngtypid = t.oid
    join pg_type b on b.oid = r.rngsubtype
    join pg_namespace n on n.oid = t.typnamespace
    ${joinComment("pg_type", "t.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_type", "t.oid")}`,
};
