import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, options, USER_SCHEMA } from "../sql.ts";

const SQL_BODIES_SINCE = 140000;

/** Functions and procedures; the types of their arguments are part of their name. */
export const functions: CatalogQuery = {
  part: "functions",
  kinds: ["function", "procedure"],
  sql: (serverVersion) => `
    select case p.prokind when 'p' then 'procedure' else 'function' end as kind,
      n.nspname as schema, p.proname as name, oidvectortypes(p.proargtypes) as arguments,
      pg_get_userbyid(p.proowner) as owner, d.description as comment, ${grants("p.proacl", "'f'", "p.proowner")} as grants,
      pg_get_function_arguments(p.oid) as parameters,
      pg_get_function_result(p.oid) as returns,
      l.lanname as language,
      case p.provolatile when 'i' then 'immutable' when 's' then 'stable' end as volatility,
      p.prokind = 'w' as window,
      p.proisstrict as strict,
      p.prosecdef as "security definer",
      p.proleakproof as leakproof,
      case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end as parallel,
      case when p.procost <> case when l.lanname in ('internal', 'c') then 1 else 100 end then p.procost::text end as cost,
      case when p.proretset and p.prorows <> 1000 then p.prorows::text end as rows,
      ${options("p.proconfig")} as settings,
      case when p.prosupport <> 0 then p.prosupport::regproc::text end as support,
      (select string_agg(format_type(t.oid, null), ', ') from unnest(p.protrftypes) t(oid)) as transforms,
      p.probin as library,
      ${serverVersion >= SQL_BODIES_SINCE ? "pg_get_function_sqlbody(p.oid)" : "null::text"} as "sql body",
      p.prosrc as body
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    join pg_language l on l.oid = p.prolang
    ${joinComment("pg_proc", "p.oid")}
    where p.prokind <> 'a' and ${USER_SCHEMA} and ${isNotOfExtension("pg_proc", "p.oid")}
      and not exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')`,
};
