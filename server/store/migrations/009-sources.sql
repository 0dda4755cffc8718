-- Sources that people pause and watch, and stretches of time in which entries may be missing.

create table plumbline.gap_before as select * from plumbline.source_gap;
drop table plumbline.source_gap;

create table plumbline.source_gap (
  -- Made of source, kind and beginning, so that one gap is one row however often it is told.
  id text primary key,
  -- No reference: a source may be paused before it brought anything.
  source text not null,
  kind text not null check (kind in ('disconnect', 'throttling', 'suppression', 'restart', 'pause', 'retention')),
  from_at timestamptz not null,
  -- Null while it lasts.
  to_at timestamptz,
  reason text not null,
  -- How many entries the origin said it held back, at least.
  suppressed bigint,
  filler text not null check (filler in ('list', 'files', 'senders', 'nobody')),
  filled_at timestamptz,
  filled_by text,
  revision integer not null default 1
);
create index on plumbline.source_gap (source, from_at desc);
create index on plumbline.source_gap (from_at);
create index on plumbline.source_gap (source) where filled_at is null;

insert into plumbline.source_gap (id, source, kind, from_at, to_at, reason, filler)
select distinct on (id) *
from (
  select
    'gap_' || left(md5(source || '|' || from_time), 16) as id,
    source, 'retention', from_time::timestamptz, to_time::timestamptz, reason, 'nobody'
  from plumbline.gap_before
) as moved;
drop table plumbline.gap_before;

create table plumbline.source_pause (
  source text primary key,
  who text not null,
  reason text not null,
  at timestamptz not null
);

-- What the replica that reads a source last said of it, and when it last lived.
create table plumbline.source_run (
  source text primary key,
  began_at timestamptz not null,
  alive_at timestamptz not null,
  status json
);

-- Entries offered in each minute of the clock, for the rate.
create table plumbline.source_minute (
  source text not null,
  minute integer not null,
  read bigint not null,
  primary key (source, minute)
);
create index on plumbline.source_minute (minute);

-- Counters and keys of a stretch of days expire apart.
alter table plumbline.day_partition
  add column has_keys boolean not null default true,
  add column has_minutes boolean not null default true;

-- The audit log by month, so that it can expire without a delete, which it refuses. What there is becomes the first part.
alter table plumbline.audit rename to audit_first;
drop trigger only_added on plumbline.audit_first;
alter table plumbline.audit_first drop constraint audit_pkey;
alter index plumbline.audit_at_idx rename to audit_first_at_idx;
alter table plumbline.audit_first alter column id drop identity;

create sequence plumbline.audit_id;
select setval('plumbline.audit_id', max(id)) from plumbline.audit_first having max(id) is not null;

create table plumbline.audit (
  id bigint not null default nextval('plumbline.audit_id'),
  at timestamptz not null,
  who text not null,
  method text not null,
  address text,
  action text not null,
  target text,
  outcome text not null constraint audit_outcome_check check (outcome in ('asked', 'refused', 'failed', 'done')),
  detail text,
  primary key (id, at)
) partition by range (at);
create index on plumbline.audit (at);
alter sequence plumbline.audit_id owned by plumbline.audit.id;

create trigger only_added before update or delete on plumbline.audit
  for each row execute function plumbline.refuse_change();
create trigger not_emptied before truncate on plumbline.audit
  for each statement execute function plumbline.refuse_change();

-- Which stretch of time each part holds; milliseconds since 1970, `to_ms` is not within.
create table plumbline.audit_part (
  name text primary key,
  to_ms double precision not null
);

do $$
declare
  ends timestamp;
begin
  select date_trunc('month', greatest(now(), max(at)) at time zone 'utc') + interval '1 month' into ends
  from plumbline.audit_first;
  execute format(
    'alter table plumbline.audit attach partition plumbline.audit_first for values from (minvalue) to (%L)',
    ends at time zone 'utc'
  );
  insert into plumbline.audit_part values ('audit_first', extract(epoch from ends at time zone 'utc') * 1000);
end
$$;
