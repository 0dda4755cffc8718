import type { CatalogQuery } from "../query.ts";

export const securityLabels: CatalogQuery = {
  part: "security labels",
  kinds: ["security label"],
  sql: () => `
    select 'security label' as kind, i.schema as schema, l.provider || ' on ' || i.type || ' ' || i.identity as label,
      l.label as value
    from pg_seclabel l, pg_identify_object(l.classoid, l.objoid, l.objsubid) i
    where l.classoid <> 'pg_extension'::regclass`,
};
