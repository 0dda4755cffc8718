import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

export const schemas: CatalogQuery = {
  part: "schemas",
  kinds: ["schema"],
  sql: () => `
    select 'schema' as kind, n.nspname as schema, n.nspname as name,
      pg_get_userbyid(n.nspowner) as owner, d.description as comment, ${grants("n.nspacl", "'n'", "n.nspowner")} as grants
    from pg_namespace n
    ${joinComment("pg_namespace", "n.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_namespace", "n.oid")}`,
};
