import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Text search configurations with the dictionaries of each token type, in order. */
export const textSearchConfigurations: CatalogQuery = {
  part: "text search configurations",
  kinds: ["text search configuration"],
  sql: () => `
    select 'text search configuration' as kind, n.nspname as schema, c.cfgname as name,
      pg_get_userbyid(c.cfgowner) as owner, d.description as comment,
      (select s.nspname || '.' || p.prsname from pg_ts_parser p join pg_namespace s on s.oid = p.prsnamespace
        where p.oid = c.cfgparser) as parser,
      (select string_agg(m.maptokentype || ' ' || m.mapdict::regdictionary::text, ', ' order by m.maptokentype, m.mapseqno)
        from pg_ts_config_map m where m.mapcfg = c.oid) as mappings
    from pg_ts_config c
    join pg_namespace n on n.oid = c.cfgnamespace
    ${joinComment("pg_ts_config", "c.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_ts_config", "c.oid")}`,
};
