import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

export const operators: CatalogQuery = {
  part: "operators",
  kinds: ["operator"],
  sql: () => `
    select 'operator' as kind, n.nspname as schema,
      o.oprname || ' (' || case when o.oprleft = 0 then 'none' else format_type(o.oprleft, null) end
        || ', ' || case when o.oprright = 0 then 'none' else format_type(o.oprright, null) end || ')' as label,
      pg_get_userbyid(o.oprowner) as owner, d.description as comment,
      o.oprcode::oid::regprocedure::text as function,
      format_type(o.oprresult, null) as returns,
      nullif(o.oprcom::regoperator::text, '0') as commutator, nullif(o.oprnegate::regoperator::text, '0') as negator,
      nullif(o.oprrest::oid::regprocedure::text, '-') as restrict, nullif(o.oprjoin::oid::regprocedure::text, '-') as "join",
      o.oprcanhash as hashes, o.oprcanmerge as merges
    from pg_operator o
    join pg_namespace n on n.oid = o.oprnamespace
    ${joinComment("pg_operator", "o.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_operator", "o.oid")}`,
};
