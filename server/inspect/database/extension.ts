import { type Look, nameAsked } from "./look.ts";

/** Whether an extension is installed in this database, and whether the server could install it. */
export const extension: Look<"extension"> = async (reader, question) => {
  const rows = await reader.rows<{ version: string | null; schema: string | null; availableVersion: string | null }>(
    `select e.extversion as "version", n.nspname::text as "schema", a.default_version as "availableVersion"
    from (select $1::text as name) as asked
    left join pg_catalog.pg_extension as e on e.extname = asked.name
    left join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
    left join pg_catalog.pg_available_extensions as a on a.name = asked.name`,
    [nameAsked(question, "extension", "name")],
  );
  const row = rows[0] ?? { version: null, schema: null, availableVersion: null };
  return { installed: row.version !== null, ...row };
};
