import type { Question } from "../../../shared/check.ts";
import type { Reader } from "./look.ts";

/**
 * The role whose privileges a question is about, and whether it is a superuser: the service's, where the question names one that
 * exists here, else the one that looks.
 */
export async function roleOf(reader: Reader, { params }: Question): Promise<{ role: string; isSuperuser: boolean }> {
  const rows = await reader.rows<{ role: string; isSuperuser: boolean }>(
    `select r.rolname::text as "role", r.rolsuper as "isSuperuser"
    from pg_catalog.pg_roles as r
    where r.rolname = $1 or r.rolname = $2
    order by r.rolname = $1 desc
    limit 1`,
    [params.role ?? reader.role, reader.role],
  );
  return rows[0] ?? { role: reader.role, isSuperuser: false };
}
