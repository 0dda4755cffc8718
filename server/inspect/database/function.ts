import { type Look, nameAsked, type Reader } from "./look.ts";
import { nearNames, type Spelling, spellingsOf } from "./spelling.ts";

type Routine = { schema: string; name: string; signature: string; isVisible: boolean };

/** Whether a function or procedure exists, where, and with which arguments. */
export const functionLook: Look<"function"> = async (reader, question) => {
  const text = nameAsked(question, "function", "name");
  const [, name = text, argumentTypes] = /^([^(]*)(?:\((.*)\))?\s*$/s.exec(text) ?? [];
  const spellings = spellingsOf(name.trim());
  const routines = await findRoutines(reader, spellings);
  const asked = argumentTypes ?? question.params.arguments;
  return {
    exists: routines.length > 0,
    schemas: [...new Set(routines.map(({ schema }) => schema))],
    inSearchPath:
      routines.some(({ isVisible }) => isVisible) ||
      spellings.some(({ schema }) => routines.some((one) => one.schema === schema)),
    signatures: [...new Set(routines.map(({ signature }) => signature))],
    takesArguments:
      asked === undefined || routines.length === 0 ? null : routines.some((one) => takes(one.signature, asked)),
    nearNames: routines.length > 0 ? [] : await findNearNames(reader, spellings.at(0)?.name ?? name),
  };
};

function findRoutines(reader: Reader, spellings: Spelling[]): Promise<Routine[]> {
  return reader.rows<Routine>(
    `select n.nspname::text as "schema",
            p.proname::text as "name",
            pg_catalog.oidvectortypes(p.proargtypes) as "signature",
            pg_catalog.pg_function_is_visible(p.oid) as "isVisible"
    from pg_catalog.pg_proc as p
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    join unnest($1::text[], $2::text[]) as asked (schema, name)
      on p.proname = asked.name and (asked.schema is null or n.nspname = asked.schema)
    order by 4 desc, 1, 3
    limit 100`,
    [spellings.map(({ schema }) => schema), spellings.map(({ name }) => name)],
  );
}

async function findNearNames(reader: Reader, name: string): Promise<string[]> {
  const rows = await reader.rows<{ name: string }>(
    `select distinct p.proname::text as "name"
    from pg_catalog.pg_proc as p
    where length(p.proname) between length($1) - 3 and length($1) + 3
    order by 1
    limit 5000`,
    [name],
  );
  return nearNames(
    name,
    rows.map((row) => row.name),
  );
}

/** Whether a signature takes these argument types; a literal's `unknown` fits everywhere. */
function takes(signature: string, asked: string): boolean {
  const have = listOf(signature);
  const want = listOf(asked);
  return have.length === want.length && want.every((type, index) => type === "unknown" || type === have[index]);
}

function listOf(types: string): string[] {
  return types
    .split(",")
    .map((type) => type.trim().toLowerCase())
    .filter((type) => type !== "");
}
