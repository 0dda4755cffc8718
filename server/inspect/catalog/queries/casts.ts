import type { CatalogQuery } from "../query.ts";
import { FIRST_USER_OID, isNotOfExtension, joinComment } from "../sql.ts";

export const casts: CatalogQuery = {
  part: "casts",
  kinds: ["cast"],
  sql: () => `
    select 'cast' as kind, '(' || format_type(c.castsource, null) || ' as ' || format_type(c.casttarget, null) || ')' as label,
      d.description as comment,
      case c.castmethod when 'f' then 'function ' || c.castfunc::regprocedure::text when 'i' then 'input/output'
        else 'binary' end as method,
      case c.castcontext when 'i' then 'implicit' when 'a' then 'assignment' end as context
    from pg_cast c
    ${joinComment("pg_cast", "c.oid")}
    where c.oid >= ${FIRST_USER_OID} and ${isNotOfExtension("pg_cast", "c.oid")}
      -- From a range to its multirange: made with the type, told with the type.
      and not exists (select from pg_depend i where i.classid = 'pg_cast'::regclass and i.objid = c.oid and i.deptype = 'i')`,
};
