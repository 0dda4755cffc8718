import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Base types written in C, and shell types; array types follow their element. */
export const baseTypes: CatalogQuery = {
  part: "base types",
  kinds: ["base type"],
  sql: () => `
    select 'base type' as kind, n.nspname as schema, t.typname as name,
      pg_get_userbyid(t.typowner) as owner, d.description as comment, ${grants("t.typacl", "'T'", "t.typowner")} as grants,
      not t.typisdefined as "shell only",
      t.typinput::oid::regprocedure::text as input, t.typoutput::oid::regprocedure::text as output,
      nullif(t.typreceive::oid::regprocedure::text, '-') as receive, nullif(t.typsend::oid::regprocedure::text, '-') as send,
      t.typlen::text as length, t.typbyval as "by value", t.typalign::text as alignment, t.typstorage::text as storage,
      t.typcategory::text as category, t.typdefault as "default", t.typdelim::text as delimiter,
      case when t.typelem <> 0 then format_type(t.typelem, null) end as element
    from pg_type t
    join pg_namespace n on n.oid = t.typnamespace
    ${joinComment("pg_type", "t.oid")}
    where t.typtype in ('b', 'p') and ${USER_SCHEMA} and ${isNotOfExtension("pg_type", "t.oid")}
      and not exists (select from pg_type e where e.typarray = t.oid)`,
};
