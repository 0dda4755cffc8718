import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Triggers that people made; the copies that partitions have from their parent are left out. */
export const triggers: CatalogQuery = {
  part: "triggers",
  kinds: ["trigger"],
  sql: () => `
    select 'trigger' as kind, n.nspname as schema, c.relname as table_name, t.tgname as name, d.description as comment,
      pg_get_triggerdef(t.oid) as definition,
      case t.tgenabled when 'D' then 'disabled' when 'R' then 'replica only' when 'A' then 'always' end as fires
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    join pg_namespace n on n.oid = c.relnamespace
    ${joinComment("pg_trigger", "t.oid")}
    where not t.tgisinternal and t.tgparentid = 0
      and ${USER_SCHEMA} and ${isNotOfExtension("pg_class", "c.oid")} and ${isNotOfExtension("pg_trigger", "t.oid")}`,
};
