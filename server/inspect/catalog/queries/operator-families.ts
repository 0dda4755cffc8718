import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Operator families with the operators and support functions in them. */
export const operatorFamilies: CatalogQuery = {
  part: "operator families",
  kinds: ["operator family"],
  sql: () => `
    select 'operator family' as kind, n.nspname as schema, f.opfname || ' using ' || m.amname as label,
      pg_get_userbyid(f.opfowner) as owner, d.description as comment,
      (select string_agg(a.amopstrategy || ' ' || a.amopopr::regoperator::text
          || case when a.amopsortfamily <> 0 then ' for order by' else '' end, ', '
          order by a.amopstrategy, a.amopopr::regoperator::text collate "C")
        from pg_amop a where a.amopfamily = f.oid) as operators,
      (select string_agg(a.amprocnum || ' ' || a.amproc::oid::regprocedure::text, ', '
          order by a.amprocnum, a.amproc::oid::regprocedure::text collate "C")
        from pg_amproc a where a.amprocfamily = f.oid) as functions
    from pg_opfamily f
    join pg_am m on m.oid = f.opfmethod
    join pg_namespace n on n.oid = f.opfnamespace
    ${joinComment("pg_opfamily", "f.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_opfamily", "f.oid")}`,
};
