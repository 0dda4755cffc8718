-- What is shown as one group, without asking for each join whether the group that it leads to is still there.

-- Whether `kept_id` is stored. What a person joined stays for when its groups come back.
alter table plumbline.group_join add column is_shown boolean not null default true;

create function plumbline.join_is_shown() returns trigger language plpgsql as $$
begin
  new.is_shown := exists (select 1 from plumbline.error_group where id = new.kept_id);
  return new;
end
$$;
create trigger is_shown before insert or update of kept_id on plumbline.group_join
  for each row execute function plumbline.join_is_shown();

create function plumbline.group_came() returns trigger language plpgsql as $$
begin
  update plumbline.group_join set is_shown = true from came where kept_id = came.id and not is_shown;
  return null;
end
$$;
create trigger came after insert on plumbline.error_group
  referencing new table as came for each statement execute function plumbline.group_came();

create function plumbline.group_went() returns trigger language plpgsql as $$
begin
  update plumbline.group_join set is_shown = false from went where kept_id = went.id and is_shown;
  return null;
end
$$;
create trigger went after delete on plumbline.error_group
  referencing old table as went for each statement execute function plumbline.group_went();

update plumbline.group_join
set is_shown = false
where not exists (select 1 from plumbline.error_group where id = kept_id);

create index group_join_waiting on plumbline.group_join (kept_id) where not is_shown;
create index group_join_shown on plumbline.group_join (kept_id, member_id) where is_shown;

create or replace view plumbline.group_part as
select member_id, kept_id, rule
from plumbline.group_join
where is_shown;

-- As before; the times of parts are looked up for the rows that are read.
create or replace view plumbline.shown_group as
select
  own.id, own.environment, own.service, own.kind, coalesce(words.title, own.title) as title, own.signature,
  least(own.first_seen, parts.first_seen) as first_seen, greatest(own.last_seen, parts.last_seen) as last_seen,
  words.template, own.family
from plumbline.error_group as own
left join lateral (
  select min(member.first_seen) as first_seen, max(member.last_seen) as last_seen
  from plumbline.group_part as part
  join plumbline.error_group as member on member.id = part.member_id
  where part.kept_id = own.id
) as parts on true
left join plumbline.group_text as words on words.group_id = own.id
where not exists (select 1 from plumbline.group_part as part where part.member_id = own.id);

-- What makes a signature the same in another environment, made once and not at each change of the row.
alter table plumbline.error_group
  add column identity bigint generated always as (hashtextextended(plumbline.group_identity(signature), 0)) stored;
drop index plumbline.error_group_environment_hashtextextended_idx;
create index error_group_identity on plumbline.error_group (environment, identity);

-- What shows groups in the order in which they were seen needs no index on its own.
drop index plumbline.error_group_last_seen_idx;
