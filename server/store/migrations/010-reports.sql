-- Reports that were kept, and what people wrote into incidents.

-- What a version says never changes. `bundle` is what it was derived from, gzip; null where that was not there any more.
create table plumbline.report_version (
  incident_id text not null references plumbline.incident on delete cascade,
  number integer not null check (number > 0),
  saved_by text not null,
  saved_at timestamptz not null,
  -- The clock of its analysis, RFC 3339 in UTC.
  generated_at text not null,
  -- The incident's revision at that time.
  revision bigint not null,
  -- Plumbline's version, and a digest of each room that has a say.
  rules json not null,
  -- SHA-256 of the report, in hex.
  digest text not null,
  report json not null,
  bundle bytea,
  primary key (incident_id, number)
);
create function plumbline.keep_report() returns trigger language plpgsql as $$
begin
  raise exception 'a version of a report never changes: save another one';
end
$$;
create trigger never_changed before update on plumbline.report_version
  for each row execute function plumbline.keep_report();

-- State and audience of a version, each time that somebody marked it; the newest row holds.
create table plumbline.report_mark (
  id bigint generated always as identity primary key,
  incident_id text not null,
  number integer not null,
  state text not null check (state in ('draft', 'in-review', 'final')),
  audience text not null check (audience in ('internal', 'public')),
  who text not null,
  at timestamptz not null,
  foreign key (incident_id, number) references plumbline.report_version on delete cascade
);
create index on plumbline.report_mark (incident_id, number, id desc);

-- What a person wrote into a report, each time; the newest row of a field holds, and null withdraws it.
create table plumbline.person_word (
  id bigint generated always as identity primary key,
  incident_id text not null references plumbline.incident on delete cascade,
  field text not null,
  text text,
  who text not null,
  at timestamptz not null
);
create index on plumbline.person_word (incident_id, field, id desc);
