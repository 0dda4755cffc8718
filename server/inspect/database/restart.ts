import { CannotSee, type Look } from "./look.ts";

/** When the server's postmaster started. */
export const restart: Look<"restart"> = async (reader) => {
  const rows = await reader.rows<{ startedAt: string; uptimeSeconds: number }>(
    `select to_char(pg_catalog.pg_postmaster_start_time() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startedAt",
            round(extract(epoch from clock_timestamp() - pg_catalog.pg_postmaster_start_time()))::float8 as "uptimeSeconds"`,
  );
  const row = rows[0];
  if (row === undefined) throw new CannotSee("the server did not say when it started");
  return row;
};
