-- Pages about groups, environments and checks, and mutes.

-- What makes a signature the same in another environment or service, as text: family and slots; where no family is known and
-- no route names the mistake, the template too. Signatures are written with their keys in the order family, slots, template,
-- masks; json functions would refuse what a log may hold (\u0000), text functions do not.
create function plumbline.group_identity(signature json) returns text
language sql immutable parallel safe as $$
  select case
    when (signature::text like '{"family":%' and signature::text not like '{"family":"code.unhandled-exception"%')
      or split_part(signature::text, ',"template":', 1) like '%"route":%'
    then split_part(signature::text, ',"template":', 1)
    else split_part(signature::text, ',"masks":', 1)
  end
$$;
create index on plumbline.error_group (environment, hashtextextended(plumbline.group_identity(signature), 0));

-- Groups that open no incident until a time. Kept apart from the group, which may expire and come back.
create table plumbline.group_mute (
  group_id text primary key,
  who text not null,
  reason text not null,
  since timestamptz not null,
  until timestamptz not null,
  -- How often an incident would have been opened, whether it would be open now, and the last one in words.
  fired integer not null default 0,
  is_firing boolean not null default false,
  last_fired_at timestamptz,
  last_fired text
);

-- Which groups an incident holds, and the part each plays.
create table plumbline.incident_group (
  incident_id text not null references plumbline.incident on delete cascade,
  group_id text not null,
  role text not null,
  primary key (incident_id, group_id)
);
create index on plumbline.incident_group (group_id);

-- What the live systems said when a person asked about an environment, apart from any incident; the newest answer.
create table plumbline.environment_look (
  environment text not null,
  check_id text not null,
  at timestamptz not null,
  document json not null,
  primary key (environment, check_id)
);

create index on plumbline.check_run (check_id, at desc);
