import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, USER_SCHEMA } from "../sql.ts";

export const aggregates: CatalogQuery = {
  part: "aggregates",
  kinds: ["aggregate"],
  sql: () => `
    select 'aggregate' as kind, n.nspname as schema, p.proname as name, oidvectortypes(p.proargtypes) as arguments,
      pg_get_userbyid(p.proowner) as owner, d.description as comment, ${grants("p.proacl", "'f'", "p.proowner")} as grants,
      pg_get_function_arguments(p.oid) as parameters,
      pg_get_function_result(p.oid) as returns,
      case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end as parallel,
      case a.aggkind when 'o' then 'ordered set' when 'h' then 'hypothetical set' end as "aggregate kind",
      format_type(a.aggtranstype, null) as "state type",
      nullif(a.aggtransspace, 0)::text as "state space",
      a.aggtransfn::oid::regprocedure::text as "state function",
      nullif(a.aggfinalfn::oid::regprocedure::text, '-') as "final function",
      a.aggfinalextra as "final extra", a.aggfinalmodify::text as "final modify",
      nullif(a.aggcombinefn::oid::regprocedure::text, '-') as "combine function",
      nullif(a.aggserialfn::oid::regprocedure::text, '-') as "serial function",
      nullif(a.aggdeserialfn::oid::regprocedure::text, '-') as "deserial function",
      nullif(a.aggmtransfn::oid::regprocedure::text, '-') as "moving state function",
      nullif(a.aggminvtransfn::oid::regprocedure::text, '-') as "moving inverse function",
      nullif(a.aggmfinalfn::oid::regprocedure::text, '-') as "moving final function",
      case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end as "moving state type",
      case when a.aggsortop <> 0 then a.aggsortop::regoperator::text end as "sort operator",
      a.agginitval as "initial value", a.aggminitval as "moving initial value"
    from pg_proc p
    join pg_aggregate a on a.aggfnoid = p.oid
    join pg_namespace n on n.oid = p.pronamespace
    ${joinComment("pg_proc", "p.oid")}
    where ${USER_SCHEMA} and ${isNotOfExtension("pg_proc", "p.oid")}`,
};
