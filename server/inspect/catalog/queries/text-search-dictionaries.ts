import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

/** Text search dictionaries, templates and parsers. */
export const textSearchDictionaries: CatalogQuery = {
  part: "text search dictionaries",
  kinds: ["text search dictionary", "text search template", "text search parser"],
  sql: () => `
    select 'text search dictionary' as kind, n.nspname as schema, c.dictname as name,
      pg_get_userbyid(c.dictowner) as owner, d.description as comment,
      s.nspname || '.' || t.tmplname || coalesce(' ' || c.dictinitoption, '') as definition
    from pg_ts_dict c
    join pg_namespace n on n.oid = c.dictnamespace
    join pg_ts_template t on t.oid = c.dicttemplate
    join pg_namespace s on s.oid = t.tmplnamespace
    ${joinComment("pg_ts_dict", "c.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_ts_dict", "c.oid")}
    union all
    select 'text search template', n.nspname, t.tmplname, null, d.description,
      t.tmplinit::oid::regprocedure::text || ' ' || t.tmpllexize::oid::regprocedure::text
    from pg_ts_template t
    join pg_namespace n on n.oid = t.tmplnamespace
    ${joinComment("pg_ts_template", "t.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_ts_template", "t.oid")}
    union all
    select 'text search parser', n.nspname, p.prsname, null, d.description,
      concat_ws(' ', p.prsstart::oid::regprocedure, p.prstoken::oid::regprocedure, p.prsend::oid::regprocedure,
        p.prsheadline::oid::regprocedure, p.prslextype::oid::regprocedure)
    from pg_ts_parser p
    join pg_namespace n on n.oid = p.prsnamespace
    ${joinComment("pg_ts_parser", "p.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_ts_parser", "p.oid")}`,
};
