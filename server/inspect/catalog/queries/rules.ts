import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Rules, without the one that makes a view. */
export const rules: CatalogQuery = {
  part: "rules",
  kinds: ["rule"],
  sql: () => `
    select 'rule' as kind, n.nspname as schema, c.relname as table_name, r.rulename as name, d.description as comment,
      pg_get_ruledef(r.oid) as definition,
      case r.ev_enabled when 'D' then 'disabled' when 'R' then 'replica only' when 'A' then 'always' end as fires
    from pg_rewrite r
    join pg_class c on c.oid = r.ev_class
    join pg_namespace n on n.oid = c.relnamespace
    ${joinComment("pg_rewrite", "r.oid")}
    where r.rulename <> '_RETURN' and ${USER_SCHEMA} and ${isNotOfExtension("pg_class", "c.oid")}`,
};
