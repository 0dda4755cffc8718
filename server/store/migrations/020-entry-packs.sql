-- Keys of entries of files, many in one row: 16 bytes each, as the hash of plumbline.entry_key. At most nine packs cover one moment.
create sequence plumbline.entry_pack_id;

create table plumbline.entry_pack (
  day integer not null,
  id bigint not null default nextval('plumbline.entry_pack_id'),
  -- Milliseconds of the day of the first and the last key.
  from_ms integer not null,
  to_ms integer not null,
  keys bytea not null,
  primary key (day, id)
) partition by range (day);

-- Hashes can't be compressed.
alter table plumbline.entry_pack alter column keys set storage external;

-- Days that are there already get what is new.
do $$
declare
  stretch record;
begin
  for stretch in select from_day, to_day from plumbline.day_partition loop
    execute format(
      'create table plumbline.entry_pack_%s partition of plumbline.entry_pack for values from (%s) to (%s)',
      stretch.from_day, stretch.from_day, stretch.to_day
    );
  end loop;
end $$;
