import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Extended statistics (CREATE STATISTICS). */
export const statistics: CatalogQuery = {
  part: "statistics objects",
  kinds: ["statistics"],
  sql: () => `
    select 'statistics' as kind, n.nspname as schema, s.stxname as name,
      pg_get_userbyid(s.stxowner) as owner, d.description as comment,
      pg_get_statisticsobjdef(s.oid) as definition,
      case when s.stxstattarget >= 0 then s.stxstattarget end as "statistics target"
    from pg_statistic_ext s
    join pg_namespace n on n.oid = s.stxnamespace
    ${joinComment("pg_statistic_ext", "s.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_statistic_ext", "s.oid")}`,
};
