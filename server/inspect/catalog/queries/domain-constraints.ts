import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Checks of domains; NOT NULL is said by the domain itself. */
export const domainConstraints: CatalogQuery = {
  part: "constraints of domains",
  kinds: ["domain constraint"],
  sql: () => `
    select 'domain constraint' as kind, n.nspname as schema, t.typname as table_name, o.conname as name,
      d.description as comment,
      pg_get_constraintdef(o.oid) as definition
    from pg_constraint o
    join pg_type t on t.oid = o.contypid
    join pg_namespace n on n.oid = t.typnamespace
    ${joinComment("pg_constraint", "o.oid")}
    where o.contype = 'c' and ${USER_SCHEMA} and ${isNotOfExtension("pg_type", "t.oid")}`,
};
