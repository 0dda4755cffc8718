-- What was read: keys of entries, groups, routes, changes, sources. Times are milliseconds since 1970 as the entries say
-- them, minutes and days are whole numbers since 1970. Text of strangers is kept as json, not jsonb, which refuses
-- some of what a log may hold (\u0000, lone surrogates) and forgets the order of keys.

-- The table of partitions: one row per stretch of days, the same stretch for each partitioned table.
create table plumbline.day_partition (
  from_day integer primary key,
  to_day integer not null check (to_day > from_day)
);

-- Every entry that was counted, by a hash of its key, so that it is counted once.
create table plumbline.entry_key (
  day integer not null,
  hash uuid not null,
  primary key (day, hash)
) partition by range (day);

create table plumbline.error_group (
  id text primary key,
  environment text not null,
  service text not null,
  kind text not null,
  title text not null,
  signature json not null,
  first_seen double precision not null,
  last_seen double precision not null,
  -- How many facets of each kind there are, for their bounds.
  callers integer not null default 0,
  instances integer not null default 0,
  revisions integer not null default 0,
  traces integer not null default 0,
  is_sample boolean not null default false
);
create index on plumbline.error_group (last_seen);

create table plumbline.group_minute (
  minute integer not null,
  group_id text not null,
  count integer not null,
  -- When the events of this minute came, ascending, the newest 2000.
  arrivals double precision[] not null,
  primary key (group_id, minute)
) partition by range (minute);

create table plumbline.group_sample (
  group_id text not null references plumbline.error_group on delete cascade,
  hash uuid not null,
  at double precision not null,
  event json not null,
  primary key (group_id, hash)
);

-- Revisions, instances, callers and traces of a group, with how often each was seen.
create table plumbline.group_facet (
  group_id text not null references plumbline.error_group on delete cascade,
  kind text not null check (kind in ('revision', 'instance', 'caller', 'trace')),
  hash uuid not null,
  value json not null,
  count bigint not null,
  first_seen double precision not null,
  last_seen double precision not null,
  primary key (group_id, kind, hash)
);

create table plumbline.route (
  id uuid primary key,
  environment text not null,
  service text not null,
  method text not null,
  route text not null,
  origin text not null,
  last_minute integer not null,
  is_sample boolean not null default false
);

create table plumbline.route_minute (
  minute integer not null,
  route_id uuid not null,
  ok integer not null,
  failed integer not null,
  primary key (route_id, minute)
) partition by range (minute);

create table plumbline.route_revision (
  route_id uuid not null references plumbline.route on delete cascade,
  name text not null,
  ok bigint not null,
  failed bigint not null,
  primary key (route_id, name)
);

create table plumbline.change_event (
  hash uuid primary key,
  at double precision not null,
  document json not null,
  is_sample boolean not null default false
);
create index on plumbline.change_event (at);

-- When each revision of a service was first and last seen, in any entry.
create table plumbline.revision (
  environment text not null,
  service text not null,
  name text not null,
  first_seen double precision not null,
  last_seen double precision not null,
  is_sample boolean not null default false,
  primary key (environment, service, name)
);

create table plumbline.source (
  name text primary key,
  cursor json,
  read bigint not null default 0,
  accepted bigint not null default 0,
  duplicates bigint not null default 0,
  rejected bigint not null default 0,
  -- The newest entry that was accepted, milliseconds since 1970.
  newest_at double precision,
  updated_at timestamptz not null default now(),
  is_sample boolean not null default false
);

-- The newest rejections of a source, bounded.
create table plumbline.source_rejection (
  id bigint generated always as identity primary key,
  source text not null references plumbline.source on delete cascade,
  line integer not null,
  reason text not null
);
create index on plumbline.source_rejection (source, id);

create table plumbline.source_gap (
  source text not null references plumbline.source on delete cascade,
  from_time text not null,
  to_time text not null,
  reason text not null,
  primary key (source, from_time, to_time, reason)
);

-- Keys of the bundled sample, so that it can be removed and loaded again.
create table plumbline.sample_key (
  day integer not null,
  hash uuid not null,
  primary key (day, hash)
);

-- Small facts about this installation.
create table plumbline.setting (
  name text primary key,
  value json not null
);

-- The newest `bound` of the times, ascending.
create function plumbline.newest_times(times double precision[], bound integer) returns double precision[]
language sql immutable parallel safe as $$
  select coalesce(array_agg(at order by at), '{}')
  from (select at from unnest(times) as at order by at desc limit bound) as kept
$$;
