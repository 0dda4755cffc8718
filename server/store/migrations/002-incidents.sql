-- What was derived from the entries, and what people said about it, apart from each other.

-- One for all incidents: an incident that was removed and comes back goes on growing.
create sequence plumbline.incident_revision;

create table plumbline.incident (
  id text primary key,
  -- The incident as it was derived, and as people see it: with their edits.
  derived json not null,
  document json not null,
  -- Hash of what matters in `derived`; times and durations of checks do not.
  fingerprint text not null,
  status text not null,
  severity text not null,
  environment text not null,
  service text not null,
  -- RFC 3339 in UTC with milliseconds, which sorts by time.
  first_seen text not null,
  last_seen text not null,
  -- The row of the list, and the words it is found by, in lower case.
  summary json not null,
  words text not null,
  -- generatedAt, window and coverage of the analysis that derived it.
  analysis json not null,
  -- What a person set: `acknowledged` or `muted`.
  person_status text check (person_status in ('acknowledged', 'muted')),
  is_sample boolean not null default false,
  -- Grows with every change.
  revision bigint not null default nextval('plumbline.incident_revision'),
  updated_at timestamptz not null default now()
);
create index on plumbline.incident (status, last_seen desc);

-- Who did what when and why. Rows are only ever added.
create table plumbline.incident_event (
  id bigint generated always as identity primary key,
  incident_id text not null references plumbline.incident on delete cascade,
  at timestamptz not null,
  kind text not null,
  who text not null,
  what text not null,
  why text
);
create index on plumbline.incident_event (incident_id, id desc);

create table plumbline.step_edit (
  id bigint generated always as identity primary key,
  incident_id text not null references plumbline.incident on delete cascade,
  step_id text not null,
  field text not null check (field in ('status', 'owner')),
  from_value text,
  to_value text,
  who text not null,
  at timestamptz not null
);
create index on plumbline.step_edit (incident_id, id);

create table plumbline.why_answer (
  id bigint generated always as identity primary key,
  incident_id text not null references plumbline.incident on delete cascade,
  why_id text not null,
  answer text not null,
  who text not null,
  at timestamptz not null
);
create index on plumbline.why_answer (incident_id, id);

-- Every run of a check, newest last.
create table plumbline.check_run (
  id bigint generated always as identity primary key,
  incident_id text not null references plumbline.incident on delete cascade,
  check_id text not null,
  at timestamptz not null,
  outcome text not null,
  document json not null,
  unique (incident_id, check_id, at)
);
create index on plumbline.check_run (at);

-- Messages for webhooks, written with the change they tell of. `sequence` is their order.
create table plumbline.outbox (
  sequence bigint generated always as identity primary key,
  id text not null unique,
  incident_id text not null,
  type text not null,
  -- The exact text that is signed and sent, the same at every attempt.
  body text not null,
  created_at timestamptz not null default now()
);
create index on plumbline.outbox (created_at);

create table plumbline.delivery (
  sequence bigint not null references plumbline.outbox on delete cascade,
  endpoint text not null,
  incident_id text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  primary key (sequence, endpoint)
);
create index on plumbline.delivery (next_attempt_at) where state = 'pending';
create index on plumbline.delivery (endpoint, incident_id, sequence) where state = 'pending';

create table plumbline.delivery_attempt (
  sequence bigint not null,
  endpoint text not null,
  attempt integer not null,
  at timestamptz not null,
  duration_ms integer not null,
  -- The HTTP status; null where no answer came.
  status integer,
  -- Why it failed; null where it did not.
  error text,
  primary key (sequence, endpoint, attempt),
  foreign key (sequence, endpoint) references plumbline.delivery on delete cascade
);

-- An endpoint that asked us to stop, or failed for too long.
create table plumbline.endpoint (
  name text primary key,
  disabled_at timestamptz not null,
  reason text not null
);
