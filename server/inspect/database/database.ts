import { type Look, nameAsked } from "./look.ts";
import { nearNames } from "./spelling.ts";

type Found = { name: string; allowsConnections: boolean; connectionLimit: number };

/** Whether the server has a database of this name. */
export const database: Look<"database"> = async (reader, question) => {
  const name = nameAsked(question, "database", "name");
  const rows = await reader.rows<Found>(
    `select d.datname::text as "name", d.datallowconn as "allowsConnections", d.datconnlimit as "connectionLimit"
    from pg_catalog.pg_database as d
    order by 1
    limit 5000`,
  );
  const own = rows.find((row) => row.name === name);
  return {
    exists: own !== undefined,
    allowsConnections: own?.allowsConnections ?? null,
    connectionLimit: own === undefined || own.connectionLimit < 0 ? null : own.connectionLimit,
    nearNames:
      own === undefined
        ? nearNames(
            name,
            rows.map((row) => row.name),
          )
        : [],
  };
};
