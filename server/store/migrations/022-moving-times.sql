-- Batches that touch a group write little: no index holds a time that every entry moves, so that its row is changed in place.

-- Lists are read from the directory of groups, no longer from these.
drop index if exists plumbline.error_group_newest;
drop index if exists plumbline.error_group_first;
-- Ten minutes since 1970 in which it was last seen, for who looks for groups seen lately.
alter table plumbline.error_group
  set (fillfactor = 60),
  add column seen_slot bigint generated always as (floor(last_seen / 600000)::bigint) stored;
create index error_group_seen on plumbline.error_group (seen_slot);

-- Of a group that is stored already a batch sends null in the place of its signature. Where the group was deleted meanwhile, that
-- would be all there is of it: the batch is stored again as a whole.
create function plumbline.group_is_whole() returns trigger language plpgsql as $$
begin
  if exists (select from came where signature::text = 'null') then
    raise exception 'a group was deleted while a batch was added to it' using errcode = 'serialization_failure';
  end if;
  return null;
end
$$;
create trigger is_whole after insert on plumbline.error_group
  referencing new table as came for each statement execute function plumbline.group_is_whole();

alter table plumbline.group_facet set (fillfactor = 70);
alter table plumbline.route set (fillfactor = 60);
alter table plumbline.route_revision set (fillfactor = 60);
alter table plumbline.revision set (fillfactor = 50);
alter table plumbline.source set (fillfactor = 50);
