-- For who keeps the counts of a day in memory and reads what changed: what was written further back than the newest minutes.

create table plumbline.late_change (
  xact xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  -- Ids of groups, or of routes; null for everything.
  ids text[]
);
create index on plumbline.late_change (xact);

create index on plumbline.route (last_minute);
