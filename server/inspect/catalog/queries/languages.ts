import type { CatalogQuery } from "../query.ts";
import { FIRST_USER_OID, grants, isNotOfExtension, joinComment } from "../sql.ts";

export const languages: CatalogQuery = {
  part: "languages",
  kinds: ["language"],
  sql: () => `
    select 'language' as kind, l.lanname as name,
      pg_get_userbyid(l.lanowner) as owner, d.description as comment, ${grants("l.lanacl", "'l'", "l.lanowner")} as grants,
      l.lanpltrusted as trusted,
      nullif(l.lanplcallfoid::regprocedure::text, '-') as handler
    from pg_language l
    ${joinComment("pg_language", "l.oid")}
    where l.lanispl and l.oid >= ${FIRST_USER_OID} and ${isNotOfExtension("pg_language", "l.oid")}`,
};
