import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, options, USER_SCHEMA } from "../sql.ts";

/**
 * Primary keys, unique, exclusion and check constraints, foreign keys. Left out: checks that a child only inherits,
 * foreign keys that a partition has from its parent (their names change between versions), and the NOT NULL rows of 18,
 * which the column says.
 */
export const constraints: CatalogQuery = {
  part: "constraints",
  kinds: ["constraint", "foreign key"],
  sql: () => `
    select case o.contype when 'f' then 'foreign key' else 'constraint' end as kind,
      n.nspname as schema, c.relname as table_name, o.conname as name, d.description as comment,
      pg_get_constraintdef(o.oid) as definition,
      case when o.contype in ('p', 'u', 'x') then ${options("i.reloptions")} end as options,
      case when o.contype in ('p', 'u', 'x') then k.description end as "comment on its index"
    from pg_constraint o
    join pg_class c on c.oid = o.conrelid
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_class i on i.oid = o.conindid
    left join pg_description k on k.classoid = 'pg_class'::regclass and k.objoid = o.conindid and k.objsubid = 0
    ${joinComment("pg_constraint", "o.oid")}
    where o.contype in ('p', 'u', 'x', 'c', 'f')
      and not (o.contype = 'c' and not o.conislocal)
      and not (o.contype = 'f' and o.conparentid <> 0)
      and ${USER_SCHEMA} and ${isNotOfExtension("pg_class", "c.oid")}`,
};
