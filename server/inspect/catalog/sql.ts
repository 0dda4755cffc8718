/** Words that the catalogue's statements share. All are constants of ours; nothing from outside is put into SQL. */

/** True for schemas (alias `n`) that people made, and `public`: not pg_catalog, pg_toast, pg_temp_…, information_schema. */
export const USER_SCHEMA = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

/** Objects with lower oids were made by initdb. https://www.postgresql.org/docs/current/system-catalog-initial-data.html */
export const FIRST_USER_OID = 16384;

/** True where no extension owns the object. */
export function isNotOfExtension(catalog: string, oid: string): string {
  return `not exists (
    select from pg_depend e
    where e.classid = '${catalog}'::regclass and e.objid = ${oid} and e.deptype = 'e')`;
}

/** Joins the comment of an object (or of its part number `part`) as alias `d`. */
export function joinComment(catalog: string, oid: string, part = "0"): string {
  return `left join pg_description d
    on d.classoid = '${catalog}'::regclass and d.objoid = ${oid} and d.objsubid = ${part}`;
}

/**
 * Grants of an object as `+SELECT app` (given beyond the default) and `-EXECUTE PUBLIC` (taken from the default), so that
 * an ACL that only spells the default out equals none. `*` marks a grant option. `type` is acldefault's letter.
 */
export function grants(acl: string, type: string, owner: string): string {
  const held = explode(acl);
  const usual = explode(`acldefault(${type}, ${owner})`);
  return `case when ${acl} is not null then (
    select array_agg(g.sign || g.privilege || ' ' || case g.grantee
        when 0 then 'PUBLIC' when ${owner} then 'owner' else pg_get_userbyid(g.grantee)::text end)
    from (
      (select '+' as sign, ${held} except select '+', ${usual})
      union all
      (select '-', ${usual} except select '-', ${held})
    ) g) end`;
}

/** Grants where the default is none at all: on columns, and in default privileges of one schema. */
export function plainGrants(acl: string, owner: string): string {
  return `(
    select array_agg('+' || g.privilege || ' ' || case g.grantee
        when 0 then 'PUBLIC' when ${owner} then 'owner' else pg_get_userbyid(g.grantee)::text end)
    from (select ${explode(acl)}) g)`;
}

function explode(acl: string): string {
  return `a.grantee, a.privilege_type || case when a.is_grantable then '*' else '' end as privilege from aclexplode(${acl}) a`;
}

/** A list of options (`name=value`) in one order, passwords covered. */
export function options(list: string): string {
  return `case when ${list} is not null then (
    select string_agg(
      case when o.option ~* '^[^=]*(password|secret)[^=]*=' then split_part(o.option, '=', 1) || '=(hidden)' else o.option end,
      ', ' order by o.option collate "C")
    from unnest(${list}) o(option)) end`;
}
