import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

export const operatorClasses: CatalogQuery = {
  part: "operator classes",
  kinds: ["operator class"],
  sql: () => `
    select 'operator class' as kind, n.nspname as schema, o.opcname || ' using ' || m.amname as label,
      pg_get_userbyid(o.opcowner) as owner, d.description as comment,
      format_type(o.opcintype, null) as type,
      o.opcdefault as "default",
      s.nspname || '.' || f.opfname as family,
      case when o.opckeytype <> 0 then format_type(o.opckeytype, null) end as "stored type"
    from pg_opclass o
    join pg_am m on m.oid = o.opcmethod
    join pg_opfamily f on f.oid = o.opcfamily
    join pg_namespace s on s.oid = f.opfnamespace
    join pg_namespace n on n.oid = o.opcnamespace
    ${joinComment("pg_opclass", "o.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_opclass", "o.oid")}`,
};
