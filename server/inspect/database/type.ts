import { type Look, nameAsked, parameter } from "./look.ts";
import { nearNames, spellingsOf } from "./spelling.ts";

type Found = { schema: string; name: string; kind: string; labels: string[] };

/** Whether a type exists, and whether an enum knows a value (`params.value`). */
export const type: Look<"type"> = async (reader, question) => {
  const spellings = spellingsOf(nameAsked(question, "type", "enum", "name"));
  const value = parameter(question, "value", "label");
  const found = await reader.rows<Found>(
    `select n.nspname::text as "schema",
            t.typname::text as "name",
            case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite type'
              when 'r' then 'range' when 'm' then 'multirange' else 'base type' end as "kind",
            array(
              select e.enumlabel::text from pg_catalog.pg_enum as e where e.enumtypid = t.oid order by e.enumsortorder
            ) as "labels"
    from pg_catalog.pg_type as t
    join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
    join unnest($1::text[], $2::text[]) as asked (schema, name)
      on t.typname = asked.name and (asked.schema is null or n.nspname = asked.schema)
    order by pg_catalog.pg_type_is_visible(t.oid) desc, 1
    limit 50`,
    [spellings.map(({ schema }) => schema), spellings.map(({ name }) => name)],
  );
  const first = found[0];
  const isEnum = first?.kind === "enum";
  return {
    exists: first !== undefined,
    schemas: found.map(({ schema }) => schema),
    kind: first?.kind ?? null,
    labels: first?.labels ?? [],
    valueExists: value === undefined || !isEnum ? null : first.labels.includes(value),
    nearNames: value === undefined ? [] : nearNames(value, first?.labels ?? []),
  };
};
