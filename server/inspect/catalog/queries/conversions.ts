import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

export const conversions: CatalogQuery = {
  part: "conversions",
  kinds: ["conversion"],
  sql: () => `
    select 'conversion' as kind, n.nspname as schema, c.conname as name,
      pg_get_userbyid(c.conowner) as owner, d.description as comment,
      pg_encoding_to_char(c.conforencoding)::text as "from", pg_encoding_to_char(c.contoencoding)::text as "to",
      c.conproc::oid::regprocedure::text as function, c.condefault as "default"
    from pg_conversion c
    join pg_namespace n on n.oid = c.connamespace
    ${joinComment("pg_conversion", "c.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_conversion", "c.oid")}`,
};
