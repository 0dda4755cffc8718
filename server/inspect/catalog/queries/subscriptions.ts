import type { CatalogQuery } from "../query.ts";
import { joinComment } from "../sql.ts";

/** Subscriptions of this database. The connection (it holds a password) is neither read nor compared. */
export const subscriptions: CatalogQuery = {
  part: "subscriptions",
  kinds: ["subscription"],
  sql: () => `
    select 'subscription' as kind, s.subname as name, pg_get_userbyid(s.subowner) as owner, d.description as comment,
      s.subenabled as enabled,
      (select string_agg(p.name, ', ' order by p.name collate "C") from unnest(s.subpublications) p(name)) as publications
    from pg_subscription s
    ${joinComment("pg_subscription", "s.oid")}
    where s.subdbid = (select b.oid from pg_database b where b.datname = current_database())`,
};
