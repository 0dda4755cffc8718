import type { CatalogQuery } from "../query.ts";
import { grants, isNotOfExtension, joinComment, options } from "../sql.ts";

export const foreignDataWrappers: CatalogQuery = {
  part: "foreign data wrappers",
  kinds: ["foreign data wrapper"],
  sql: () => `
    select 'foreign data wrapper' as kind, w.fdwname as name,
      pg_get_userbyid(w.fdwowner) as owner, d.description as comment, ${grants("w.fdwacl", "'F'", "w.fdwowner")} as grants,
      nullif(w.fdwhandler::regprocedure::text, '-') as handler,
      nullif(w.fdwvalidator::regprocedure::text, '-') as validator,
      ${options("w.fdwoptions")} as options
    from pg_foreign_data_wrapper w
    ${joinComment("pg_foreign_data_wrapper", "w.oid")}
    where ${isNotOfExtension("pg_foreign_data_wrapper", "w.oid")}`,
};
