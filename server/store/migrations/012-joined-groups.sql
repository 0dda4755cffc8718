-- Groups that are shown as one: joined because their texts are one statement, or by a person. Counters, samples and facets stay
-- with the group that an entry's text alone gives, so that any replica may count at any time; who reads adds them up.

create table plumbline.group_join (
  member_id text primary key,
  -- What it was joined to, which may be joined to another itself; `kept_id` is the last of that chain, the group that is shown.
  parent_id text not null,
  kept_id text not null,
  rule text not null check (rule in ('words', 'person')),
  -- Where the texts differ: [{"a": …, "b": …}].
  differences json not null,
  who text not null,
  reason text,
  at timestamptz not null,
  check (member_id <> parent_id and member_id <> kept_id)
);
create index on plumbline.group_join (kept_id);
create index on plumbline.group_join (parent_id);

-- Groups that a person set apart: never joined again because of their words.
create table plumbline.group_apart (
  group_id text primary key,
  from_id text not null,
  who text not null,
  reason text not null,
  at timestamptz not null
);

-- How a group reads to which others were joined because of their words.
create table plumbline.group_text (
  group_id text primary key,
  template json not null,
  title text not null
);

-- Every join and split, and who took it back. Rows stay.
create table plumbline.group_join_event (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('join', 'split')),
  rule text not null check (rule in ('words', 'person')),
  member_id text not null,
  kept_id text not null,
  differences json not null,
  who text not null,
  reason text,
  at timestamptz not null,
  undone_by text,
  undone_at timestamptz,
  undone_reason text
);
create index on plumbline.group_join_event (kept_id, id desc);
create index on plumbline.group_join_event (member_id, id desc);

-- Whether its text was compared with those of other groups.
alter table plumbline.error_group add column is_compared boolean not null default false;
create index on plumbline.error_group (id) where not is_compared;

-- Groups that are shown in another. One whose kept group is gone stands for itself again.
create view plumbline.group_part as
select member_id, kept_id, rule
from plumbline.group_join
where exists (select 1 from plumbline.error_group where id = kept_id);

-- Each of these groups with all whose counts are shown in it, itself first.
create function plumbline.parts_of(ids text[]) returns table (member_id text, kept_id text)
language sql stable parallel safe as $$
  select id, id from unnest(ids) as id
  union all
  select part.member_id, part.kept_id from plumbline.group_part as part where part.kept_id = any(ids)
$$;

-- Groups as they are shown: each with the times of its parts, and in the words that fit them all.
create view plumbline.shown_group as
select
  own.id, own.environment, own.service, own.kind, coalesce(words.title, own.title) as title, own.signature,
  least(own.first_seen, parts.first_seen) as first_seen, greatest(own.last_seen, parts.last_seen) as last_seen,
  words.template
from plumbline.error_group as own
left join (
  select part.kept_id, min(member.first_seen) as first_seen, max(member.last_seen) as last_seen
  from plumbline.group_part as part
  join plumbline.error_group as member on member.id = part.member_id
  group by part.kept_id
) as parts on parts.kept_id = own.id
left join plumbline.group_text as words on words.group_id = own.id
where not exists (select 1 from plumbline.group_part as part where part.member_id = own.id);

-- A user's rule puts a fingerprint in the place of the text.
create or replace function plumbline.group_identity(signature json) returns text
language sql immutable parallel safe as $$
  select case
    when signature::text like '%,"fingerprint":[%' then
      case when signature::text like '{"family":%' then split_part(signature::text, '"', 4) else '' end
        || case
          when split_part(signature::text, ',"template":', 1) like '%"route":%' then split_part(signature::text, ',"template":', 1)
          else ''
        end
        || split_part(split_part(signature::text, ',"fingerprint":', 2), ',"rule":', 1)
    when (signature::text like '{"family":%' and signature::text not like '{"family":"code.unhandled-exception"%')
      or split_part(signature::text, ',"template":', 1) like '%"route":%'
    then split_part(signature::text, ',"template":', 1)
    else split_part(signature::text, ',"masks":', 1)
  end
$$;
