import { type Look, parameter, type Reader } from "./look.ts";
import { spellingsOf } from "./spelling.ts";

type Index = { schema: string; name: string; table: string; isValid: boolean; definition: string; isAsked: boolean };

/** Whether an index exists and is valid; without a name, the invalid indexes of a table or of the whole database. */
export const index: Look<"index"> = async (reader, question) => {
  const name = parameter(question, "index", "name");
  const table = parameter(question, "relation", "table");
  const found = await findIndexes(reader, name, table);
  const asked = found.find(({ isAsked }) => isAsked);
  const invalid = found.filter(({ isValid }) => !isValid);
  const shown = asked ?? (name === undefined ? invalid[0] : undefined);
  return {
    exists: name === undefined ? found.length > 0 : asked !== undefined,
    table: shown?.table ?? null,
    isValid: name === undefined ? invalid.length === 0 : (asked?.isValid ?? null),
    definition: shown?.definition ?? null,
    invalid: invalid.map((one) => `${one.schema}.${one.name}`),
  };
};

/** The index asked for, and the invalid ones of the table (of every table where none is named). */
function findIndexes(reader: Reader, name: string | undefined, table: string | undefined): Promise<Index[]> {
  const asked = name === undefined ? undefined : spellingsOf(name);
  const tables = table === undefined ? undefined : spellingsOf(table);
  return reader.rows<Index>(
    `select * from (
      select n.nspname::text as "schema",
             c.relname::text as "name",
             tn.nspname || '.' || t.relname as "table",
             i.indisvalid and i.indisready as "isValid",
             pg_catalog.pg_get_indexdef(i.indexrelid) as "definition",
             exists (
               select from unnest($1::text[], $2::text[]) as asked (schema, name)
               where c.relname = asked.name and (asked.schema is null or n.nspname = asked.schema)
             ) as "isAsked",
             $3::text[] is null or exists (
               select from unnest($3::text[], $4::text[]) as asked (schema, name)
               where t.relname = asked.name and (asked.schema is null or tn.nspname = asked.schema)
             ) as "isOfTable"
      from pg_catalog.pg_index as i
      join pg_catalog.pg_class as c on c.oid = i.indexrelid
      join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
      join pg_catalog.pg_class as t on t.oid = i.indrelid
      join pg_catalog.pg_namespace as tn on tn.oid = t.relnamespace
      where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    ) as found
    where "isAsked" or ("isOfTable" and (not "isValid" or $3::text[] is not null))
    order by "isAsked" desc, "schema", "name"
    limit 200`,
    [
      asked?.map(({ schema }) => schema) ?? [],
      asked?.map((one) => one.name) ?? [],
      tables?.map(({ schema }) => schema) ?? null,
      tables?.map((one) => one.name) ?? null,
    ],
  );
}
