import { type Look, nameAsked, type Reader } from "./look.ts";
import { roleOf } from "./role-asked.ts";
import { searchPathOf } from "./role-path.ts";
import { nearNames, type Spelling, spellingsOf } from "./spelling.ts";

type Found = { schema: string; name: string; kind: string; isVisible: boolean; hasUsage: boolean; canSelect: boolean };

/** Where a relation of this name is, and what the service's role may see of it; where that is not known, the one that looks. */
export const relation: Look<"relation"> = async (reader, question) => {
  const spellings = spellingsOf(nameAsked(question, "relation", "table", "name"));
  const { role, isSuperuser } = await roleOf(reader, question);
  const path = await searchPathOf(reader, role);
  const found = await findRelations(reader, spellings, role, role === reader.role ? null : path);
  const best = found.find(({ isVisible }) => isVisible) ?? found[0];
  const wantsSchema = spellings.some(({ schema }) => schema !== null && found.some((one) => one.schema === schema));
  return {
    schemas: [...new Set(found.map(({ schema }) => schema))],
    // A name that says its schema is found there whatever the search_path.
    inSearchPath: found.some(({ isVisible }) => isVisible) || wantsSchema,
    kind: best?.kind ?? null,
    nearNames: found.length > 0 ? [] : await findNearNames(reader, spellings),
    searchPath: path,
    schemaUsage: best?.hasUsage ?? (await mayUseNamedSchemas(reader, spellings, role, path)),
    canSelect: best?.canSelect ?? null,
    currentDatabase: reader.currentDatabase,
    role,
    ...(isSuperuser ? { isSuperuser } : {}),
  };
};

/** Relations of any of these spellings in any schema, those in the search_path (`path`, else the session's) first, with what `role` may do. */
export function findRelations(
  reader: Reader,
  spellings: Spelling[],
  role = reader.role,
  path: string[] | null = null,
): Promise<Found[]> {
  return reader.rows<Found>(
    `select n.nspname::text as "schema",
            c.relname::text as "name",
            case c.relkind
              when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
              when 'm' then 'materialized view' when 'f' then 'foreign table' when 'S' then 'sequence'
              when 'i' then 'index' when 'I' then 'index' else 'composite type' end as "kind",
            case when $4::text[] is null then pg_catalog.pg_table_is_visible(c.oid)
                 else n.nspname = any ($4::text[]) and pg_catalog.has_schema_privilege($3::name, n.oid, 'usage')
                 end as "isVisible",
            pg_catalog.has_schema_privilege($3::name, n.oid, 'usage') as "hasUsage",
            case when c.relkind = 'S' then pg_catalog.has_sequence_privilege($3::name, c.oid, 'select')
                 else pg_catalog.has_any_column_privilege($3::name, c.oid, 'select') end as "canSelect"
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    join unnest($1::text[], $2::text[]) with ordinality as asked (schema, name, place)
      on c.relname = asked.name and (asked.schema is null or n.nspname = asked.schema)
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      and n.nspname !~ '^pg_(toast|temp)'
    order by asked.place, "isVisible" desc, array_position($4::text[], n.nspname::text), n.nspname`,
    [spellings.map(({ schema }) => schema), spellings.map(({ name }) => name), role, path],
  );
}

async function findNearNames(reader: Reader, spellings: Spelling[]): Promise<string[]> {
  const name = spellings[0]?.name ?? "";
  const rows = await reader.rows<{ schema: string; name: string; isVisible: boolean }>(
    `select n.nspname::text as "schema", c.relname::text as "name", pg_catalog.pg_table_is_visible(c.oid) as "isVisible"
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f')
      and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and length(replace(c.relname, '_', '')) between length(replace($1, '_', '')) - 3 and length(replace($1, '_', '')) + 3
    order by 1, 2
    limit 5000`,
    [name],
  );
  const near = new Set(
    nearNames(
      name,
      rows.map((row) => row.name),
    ),
  );
  // `nope.orders` while public.orders exists: the schema is what is spelled differently.
  const isElsewhere = (row: { name: string }) => spellings.some(({ schema }) => schema !== null) && row.name === name;
  return rows
    .filter((row) => near.has(row.name) || isElsewhere(row))
    .map((row) => (row.isVisible ? row.name : `${row.schema}.${row.name}`));
}

/** Whether the role may use every schema in which the name would be looked for. */
async function mayUseNamedSchemas(
  reader: Reader,
  spellings: Spelling[],
  role: string,
  path: string[],
): Promise<boolean> {
  const named = spellings.flatMap(({ schema }) => (schema === null ? [] : [schema]));
  const rows = await reader.rows<{ allowed: boolean }>(
    `select coalesce(bool_and(pg_catalog.has_schema_privilege($2::name, n.oid, 'usage')), true) as "allowed"
    from pg_catalog.pg_namespace as n
    where n.nspname = any ($1::text[])`,
    [named.length > 0 ? named : path, role],
  );
  return rows[0]?.allowed ?? true;
}
