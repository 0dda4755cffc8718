import { type Look, nameAsked } from "./look.ts";

type Found = {
  canLogin: boolean;
  expired: boolean;
  validUntil: string | null;
  connectionLimit: number | null;
  connections: number;
};

/** Whether a role exists, may log in, has expired, and how many connections it holds of how many. */
export const role: Look<"role"> = async (reader, question) => {
  const rows = await reader.rows<Found>(
    `select r.rolcanlogin as "canLogin",
            coalesce(r.rolvaliduntil <= clock_timestamp(), false) as "expired",
            case when isfinite(r.rolvaliduntil)
                 then to_char(r.rolvaliduntil at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end as "validUntil",
            nullif(r.rolconnlimit, -1) as "connectionLimit",
            (select count(*)::int from pg_catalog.pg_stat_activity as s where s.usesysid = r.oid) as "connections"
    from pg_catalog.pg_roles as r
    where r.rolname = $1`,
    [nameAsked(question, "role", "user", "name")],
  );
  const found = rows[0];
  if (found !== undefined) return { exists: true, ...found };
  return { exists: false, canLogin: null, expired: null, validUntil: null, connectionLimit: null, connections: null };
};
