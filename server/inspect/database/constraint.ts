import { type Look, nameAsked, parameter, type Reader } from "./look.ts";
import { nearNames, spellingsOf } from "./spelling.ts";

type Found = { table: string; name: string; type: string; isValidated: boolean; definition: string };

/** Whether a constraint, or a unique index that acts as one, exists and holds for old rows too. */
export const constraint: Look<"constraint"> = async (reader, question) => {
  const name = spellingsOf(nameAsked(question, "constraint", "name")).at(-1)?.name ?? question.target;
  const table = parameter(question, "relation", "table");
  const all = await findConstraints(reader, name, table);
  const found = all.find((one) => one.name === name);
  return {
    exists: found !== undefined,
    table: found?.table ?? null,
    type: found?.type ?? null,
    isValidated: found?.isValidated ?? null,
    definition: found?.definition ?? null,
    nearNames:
      found === undefined
        ? nearNames(
            name,
            all.map((one) => one.name),
          )
        : [],
  };
};

/** Constraints and unique indexes of this name or of this table. A violated unique index is reported by its name (23505). */
function findConstraints(reader: Reader, name: string, table: string | undefined): Promise<Found[]> {
  const tables = table === undefined ? [] : spellingsOf(table);
  return reader.rows<Found>(
    `select tn.nspname || '.' || t.relname as "table", found.name::text, found.type, found."isValidated", found.definition
    from (
      select k.conrelid as "tableId", k.conname as "name", k.convalidated as "isValidated",
             case k.contype when 'p' then 'primary key' when 'u' then 'unique' when 'f' then 'foreign key'
               when 'c' then 'check' when 'x' then 'exclusion' when 'n' then 'not null' else 'trigger' end as "type",
             pg_catalog.pg_get_constraintdef(k.oid) as "definition"
      from pg_catalog.pg_constraint as k
      union all
      select i.indrelid, c.relname, i.indisvalid, 'unique index', pg_catalog.pg_get_indexdef(i.indexrelid)
      from pg_catalog.pg_index as i
      join pg_catalog.pg_class as c on c.oid = i.indexrelid
      where i.indisunique and not exists (select from pg_catalog.pg_constraint as k where k.conindid = i.indexrelid)
    ) as found
    join pg_catalog.pg_class as t on t.oid = found."tableId"
    join pg_catalog.pg_namespace as tn on tn.oid = t.relnamespace
    where tn.nspname !~ '^pg_' and tn.nspname <> 'information_schema'
      and case when $2::text[] = '{}' then found.name = $1
          else exists (
            select from unnest($3::text[], $2::text[]) as asked (schema, name)
            where t.relname = asked.name and (asked.schema is null or tn.nspname = asked.schema)
          ) end
    order by pg_catalog.pg_table_is_visible(t.oid) desc, 1, 2
    limit 500`,
    [name, tables.map((one) => one.name), tables.map(({ schema }) => schema)],
  );
}
