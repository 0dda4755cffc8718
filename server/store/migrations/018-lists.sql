-- Lists of tens of thousands of rows, read in order from an index and from thin rows.

-- What is only read for the rows that are shown lies apart from what lists look through.
alter table plumbline.incident set (toast_tuple_target = 128);
alter table plumbline.incident alter column words set storage main;
alter table plumbline.error_group set (toast_tuple_target = 128);
alter table plumbline.error_group alter column title set storage main;

-- The family that a signature begins with; null where none is known. Adding it writes every row anew, thin.
alter table plumbline.error_group
  add column family text generated always as (
    case when starts_with(signature::text, '{"family":"') then split_part(signature::text, '"', 4) end
  ) stored;

create index error_group_newest on plumbline.error_group (last_seen desc, id) include (first_seen, environment);
create index error_group_first on plumbline.error_group (first_seen desc, id) include (last_seen, environment);
create index error_group_environment on plumbline.error_group (environment);
create index error_group_service on plumbline.error_group (service);
create index error_group_family on plumbline.error_group (family) where family is not null;

-- The order of the list of incidents: active ones first, then by severity, then the one seen last.
create index incident_list on plumbline.incident (
  (status in ('open', 'acknowledged', 'recovering')) desc,
  (array_position(array['critical', 'high', 'medium', 'low'], severity)),
  last_seen desc,
  id
) include (environment, service, status, severity, first_seen);
create index incident_environment on plumbline.incident (environment);
create index incident_service on plumbline.incident (service);

-- As before, with the family.
create or replace view plumbline.shown_group as
select
  own.id, own.environment, own.service, own.kind, coalesce(words.title, own.title) as title, own.signature,
  least(own.first_seen, parts.first_seen) as first_seen, greatest(own.last_seen, parts.last_seen) as last_seen,
  words.template, own.family
from plumbline.error_group as own
left join (
  select part.kept_id, min(member.first_seen) as first_seen, max(member.last_seen) as last_seen
  from plumbline.group_part as part
  join plumbline.error_group as member on member.id = part.member_id
  group by part.kept_id
) as parts on parts.kept_id = own.id
left join plumbline.group_text as words on words.group_id = own.id
where not exists (select 1 from plumbline.group_part as part where part.member_id = own.id);
