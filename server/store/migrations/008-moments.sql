-- What was known of an incident at each moment, and what people decided about which groups are one incident.

create table plumbline.incident_moment (
  incident_id text not null references plumbline.incident on delete cascade,
  revision bigint not null,
  -- Never before the moment before it.
  at timestamptz not null,
  -- A person's name, or Plumbline.
  who text not null,
  -- What reads otherwise than before; an empty list where only counts moved.
  changes json not null,
  is_counts boolean not null,
  -- The incident with people's edits and the analysis it came from, as zstd of JSON; null where it is that of the moment before.
  document bytea,
  primary key (incident_id, revision)
);
alter table plumbline.incident_moment alter column document set storage external;
create index on plumbline.incident_moment (at);

-- A merge: all groups of `from_id` belong to `into_id`. A split: some groups of `from_id` became `into_id`. Rows stay; what a
-- person took back is marked.
create table plumbline.incident_decision (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('merge', 'split')),
  from_id text not null references plumbline.incident on delete cascade deferrable initially deferred,
  into_id text not null references plumbline.incident on delete cascade deferrable initially deferred,
  from_title text not null,
  into_title text not null,
  -- Groups that belong to `into_id` by it, and those that belong to the incident that keeps its own.
  moved text[] not null,
  kept text[] not null,
  who text not null,
  at timestamptz not null,
  reason text not null,
  undone_by text,
  undone_at timestamptz,
  undone_reason text,
  check ((undone_by is null) = (undone_at is null) and (undone_by is null) = (undone_reason is null))
);
create index on plumbline.incident_decision (from_id);
create index on plumbline.incident_decision (into_id);

alter table plumbline.incident
  -- The incident that it went into by a person's decision.
  add column merged_into text,
  -- What the next look compares with: ids and parts of groups, the rhythm, the criterion of recurrence. Null until it is written again.
  add column standing json;
