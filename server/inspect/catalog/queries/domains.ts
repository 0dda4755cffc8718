import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

export const domains: CatalogQuery = {
  part: "domains",
  kinds: ["domain"],
  sql: () => `
    select 'domain' as kind, n.nspname as schema, t.typname as name,
      pg_get_userbyid(t.typowner) as owner, d.description as comment, ${grants("t.typacl", "'T'", "t.typowner")} as grants,
      format_type(t.typbasetype, t.typtypmod) as type,
      t.typnotnull as "not null",
      pg_get_expr(t.typdefaultbin, 0) as "default",
      case when t.typcollation <> b.typcollation then t.typcollation::regcollation::text end as collation
    from pg_type t
    join pg_type b on b.oid = t.typbasetype
    join pg_namespace n on n.oid = t.typnamespace
    ${joinComment("pg_type", "t.oid")}
    where t.typtype = 'd' and ${USER_SCHEMA} and ${isNotOfExtension("pg_type", "t.oid")}`,
};
