import { type Look, nameAsked } from "./look.ts";
import { nearNames } from "./spelling.ts";

/** Whether a schema exists and this role may use it. */
export const schema: Look<"schema"> = async (reader, question) => {
  const name = nameAsked(question, "schema", "name");
  const rows = await reader.rows<{ name: string; hasUsage: boolean }>(
    `select n.nspname::text as "name", pg_catalog.has_schema_privilege(n.oid, 'usage') as "hasUsage"
    from pg_catalog.pg_namespace as n
    where n.nspname !~ '^pg_(toast|temp)'
    order by 1
    limit 5000`,
  );
  const own = rows.find((row) => row.name === name);
  const near =
    own === undefined
      ? nearNames(
          name,
          rows.map((row) => row.name),
        )
      : [];
  return {
    exists: own !== undefined,
    hasUsage: own?.hasUsage ?? null,
    inSearchPath: reader.namedSearchPath.includes(name),
    nearNames: near,
  };
};
