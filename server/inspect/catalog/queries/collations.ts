import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Collations. The version of the library behind them is a matter of the machine. */
export const collations: CatalogQuery = {
  part: "collations",
  kinds: ["collation"],
  sql: () => `
    select 'collation' as kind, n.nspname as schema, c.collname as name,
      pg_get_userbyid(c.collowner) as owner, d.description as comment,
      case c.collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' else 'default' end as provider,
      coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate) as locale,
      case when c.collprovider = 'c' and c.collctype is distinct from c.collcollate then c.collctype end as "character type",
      to_jsonb(c) ->> 'collicurules' as rules,
      not c.collisdeterministic as "not deterministic"
    from pg_collation c
    join pg_namespace n on n.oid = c.collnamespace
    ${joinComment("pg_collation", "c.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_collation", "c.oid")}`,
};
