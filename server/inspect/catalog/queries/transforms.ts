import type { CatalogQuery } from "../query.ts";
import { FIRST_USER_OID, isNotOfExtension } from "../sql.ts";

/** Transforms between types and languages, and access methods. */
export const transforms: CatalogQuery = {
  part: "transforms and access methods",
  kinds: ["transform", "access method"],
  sql: () => `
    select 'transform' as kind, format_type(t.trftype, null) || ' for ' || l.lanname as label,
      nullif(t.trffromsql::oid::regprocedure::text, '-') as "from sql",
      nullif(t.trftosql::oid::regprocedure::text, '-') as "to sql", null as handler
    from pg_transform t
    join pg_language l on l.oid = t.trflang
    where ${isNotOfExtension("pg_transform", "t.oid")}
    union all
    select 'access method', m.amname, null, null, m.amhandler::oid::regprocedure::text
    from pg_am m
    where m.oid >= ${FIRST_USER_OID} and ${isNotOfExtension("pg_am", "m.oid")}`,
};
