import type { CatalogQuery } from "../query.ts";

/** Extensions with schema and version; what they brought along is not compared. */
export const extensions: CatalogQuery = {
  part: "extensions",
  kinds: ["extension"],
  sql: () => `
    select 'extension' as kind, e.extname as name, e.extversion as version, n.nspname as "in schema"
    from pg_extension e
    join pg_namespace n on n.oid = e.extnamespace`,
};
