-- Counters that lists add up: of all groups over ten minutes, an hour and a day, and of single groups over an hour. Made from
-- plumbline.group_minute, which stays what counts.

-- Ten minutes since 1970 (minute / 10) in which counters changed since they were packed. Each batch adds a row, in its own
-- transaction: what reads packs reads the minutes of these stretches instead.
create table plumbline.count_mark (
  id bigint generated always as identity primary key,
  slots integer[] not null
);

-- Short numbers for groups, in the order in which they were packed first.
create table plumbline.group_number (
  number integer generated always as identity primary key,
  group_id text not null unique references plumbline.error_group on delete cascade
);

create sequence plumbline.count_pack_version;

-- How often each group failed in a stretch: pairs of number and count, see count-packs.ts. Where there is neither a pack nor a
-- mark, nothing failed.
create table plumbline.count_pack (
  -- 0: ten minutes, 1: an hour, 2: a day.
  level smallint not null,
  -- Such stretches since 1970.
  slot integer not null,
  version bigint not null default nextval('plumbline.count_pack_version'),
  counts bytea not null,
  primary key (level, slot)
);
alter table plumbline.count_pack alter column counts set storage external;

-- Hours of groups that failed in many of its minutes, so that nobody reads each minute of them.
create table plumbline.loud_hour (
  group_id text not null,
  -- Since 1970.
  hour integer not null,
  count integer not null,
  -- Minute within the hour (2 bytes) and count (4 bytes), for each minute.
  minutes bytea not null,
  primary key (group_id, hour)
);
create index on plumbline.loud_hour (hour);

create index group_minute_minute on plumbline.group_minute (minute);

-- What there is already is packed soon.
insert into plumbline.count_mark (slots)
select slots
from (select array_agg(distinct minute / 10) as slots from plumbline.group_minute) as stored
where slots is not null;
