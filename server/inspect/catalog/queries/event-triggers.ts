import type { CatalogQuery } from "../query.ts";
import { isNotOfExtension, joinComment } from "../sql.ts";

export const eventTriggers: CatalogQuery = {
  part: "event triggers",
  kinds: ["event trigger"],
  sql: () => `
    select 'event trigger' as kind, t.evtname as name, pg_get_userbyid(t.evtowner) as owner, d.description as comment,
      t.evtevent as event,
      (select string_agg(g.tag, ', ' order by g.tag collate "C") from unnest(t.evttags) g(tag)) as tags,
      t.evtfoid::regprocedure::text as function,
      case t.evtenabled when 'D' then 'disabled' when 'R' then 'replica only' when 'A' then 'always' end as fires
    from pg_event_trigger t
    ${joinComment("pg_event_trigger", "t.oid")}
    where ${isNotOfExtension("pg_event_trigger", "t.oid")}`,
};
