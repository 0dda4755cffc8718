import { CannotSee, type Look, parameter, type Reader } from "./look.ts";
import { type Spelling, spellingsOf } from "./spelling.ts";

type Found = { object: string; owner: string; has: boolean; schemaUsage: boolean | null };

const TABLE_PRIVILEGES = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];
const PRIVILEGES = [...TABLE_PRIVILEGES, "USAGE", "CREATE", "EXECUTE", "CONNECT", "TEMPORARY"];

/** Whether a role has a privilege on a table, sequence, schema, function or database. Default role: the one that looks. */
export const privilege: Look<"privilege"> = async (reader, question) => {
  const [, fromTarget, object = question.target] = /^(\w+) on (.+)$/i.exec(question.target) ?? [];
  const wanted = (question.params.privilege ?? fromTarget ?? "SELECT").toUpperCase();
  if (!PRIVILEGES.includes(wanted))
    throw new CannotSee(`"${wanted}" is no privilege; expected ${PRIVILEGES.join(", ")}`);
  const role = question.params.role ?? reader.role;
  const about = {
    role,
    privilege: wanted,
    object: parameter(question, "relation", "sequence", "schema", "function", "database") ?? object,
  };
  const known = await findRole(reader, role);
  if (known === undefined) {
    return { ...about, has: null, roleExists: false, objectExists: false, schemaUsage: null, owner: null };
  }
  const found = (await findObjects(reader, question.params, object, role, wanted))[0];
  return {
    ...about,
    has: found?.has ?? null,
    roleExists: true,
    objectExists: found !== undefined,
    schemaUsage: found?.schemaUsage ?? null,
    owner: found?.owner ?? null,
    ...(known.isSuperuser ? { isSuperuser: true } : {}),
  };
};

async function findRole(reader: Reader, role: string): Promise<{ isSuperuser: boolean } | undefined> {
  const rows = await reader.rows<{ isSuperuser: boolean }>(
    `select r.rolsuper as "isSuperuser" from pg_catalog.pg_roles as r where r.rolname = $1`,
    [role],
  );
  return rows[0];
}

function findObjects(
  reader: Reader,
  params: Record<string, string>,
  object: string,
  role: string,
  wanted: string,
): Promise<Found[]> {
  if (params.schema !== undefined && params.relation === undefined)
    return schemaPrivilege(reader, role, params.schema, wanted);
  if (params.database !== undefined) return databasePrivilege(reader, role, params.database, wanted);
  if (params.function !== undefined || wanted === "EXECUTE") {
    return functionPrivilege(reader, role, (params.function ?? object).replace(/\(.*$/s, ""));
  }
  return relationPrivilege(
    reader,
    role,
    spellingsOf(params.relation ?? params.sequence ?? params.table ?? object),
    wanted,
  );
}

function relationPrivilege(reader: Reader, role: string, spellings: Spelling[], wanted: string): Promise<Found[]> {
  return reader.rows<Found>(
    `select n.nspname || '.' || c.relname as "object",
            pg_catalog.pg_get_userbyid(c.relowner)::text as "owner",
            case when c.relkind = 'S' then pg_catalog.has_sequence_privilege($1::name, c.oid, $4)
                 else pg_catalog.has_table_privilege($1::name, c.oid, $4) end as "has",
            pg_catalog.has_schema_privilege($1::name, n.oid, 'usage') as "schemaUsage"
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    join unnest($2::text[], $3::text[]) as asked (schema, name)
      on c.relname = asked.name and (asked.schema is null or n.nspname = asked.schema)
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname !~ '^pg_(toast|temp)'
    order by pg_catalog.pg_table_is_visible(c.oid) desc, 1
    limit 1`,
    [role, spellings.map(({ schema }) => schema), spellings.map(({ name }) => name), wanted],
  );
}

function schemaPrivilege(reader: Reader, role: string, name: string, wanted: string): Promise<Found[]> {
  return reader.rows<Found>(
    `select n.nspname::text as "object",
            pg_catalog.pg_get_userbyid(n.nspowner)::text as "owner",
            pg_catalog.has_schema_privilege($1::name, n.oid, $3) as "has",
            null::boolean as "schemaUsage"
    from pg_catalog.pg_namespace as n
    where n.nspname = $2`,
    [role, name, wanted === "CREATE" ? "CREATE" : "USAGE"],
  );
}

function databasePrivilege(reader: Reader, role: string, name: string, wanted: string): Promise<Found[]> {
  return reader.rows<Found>(
    `select d.datname::text as "object",
            pg_catalog.pg_get_userbyid(d.datdba)::text as "owner",
            pg_catalog.has_database_privilege($1::name, d.oid, $3) as "has",
            null::boolean as "schemaUsage"
    from pg_catalog.pg_database as d
    where d.datname = $2`,
    [role, name, wanted === "CREATE" || wanted === "TEMPORARY" ? wanted : "CONNECT"],
  );
}

function functionPrivilege(reader: Reader, role: string, text: string): Promise<Found[]> {
  const spellings = spellingsOf(text.trim());
  return reader.rows<Found>(
    `select n.nspname || '.' || p.proname as "object",
            pg_catalog.pg_get_userbyid(p.proowner)::text as "owner",
            pg_catalog.has_function_privilege($1::name, p.oid, 'execute') as "has",
            pg_catalog.has_schema_privilege($1::name, n.oid, 'usage') as "schemaUsage"
    from pg_catalog.pg_proc as p
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    join unnest($2::text[], $3::text[]) as asked (schema, name)
      on p.proname = asked.name and (asked.schema is null or n.nspname = asked.schema)
    order by 3, pg_catalog.pg_function_is_visible(p.oid) desc, 1
    limit 1`,
    [role, spellings.map(({ schema }) => schema), spellings.map(({ name }) => name)],
  );
}
