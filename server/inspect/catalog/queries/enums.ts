import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Enums with their values in order: the order decides how they sort. */
export const enums: CatalogQuery = {
  part: "enums",
  kinds: ["enum"],
  sql: () => `
    select 'enum' as kind, n.nspname as schema, t.typname as name,
      pg_get_userbyid(t.typowner) as owner, d.description as comment, ${grants("t.typacl", "'T'", "t.typowner")} as grants,
      coalesce((select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
        from pg_enum e where e.enumtypid = t.oid), '(none)') as values
    from pg_type t
    join pg_namespace n on n.oid = t.typnamespace
    ${joinComment("pg_type", "t.oid")}
    where t.typtype = 'e' and ${USER_SCHEMA} and ${isNotOfExtension("pg_type", "t.oid")}`,
};
