-- What people do with webhooks, and what receivers said.

-- What an endpoint answered, up to 2 kB; null where nothing came, and where it may not be shown.
alter table plumbline.delivery_attempt add column answer text;

create index on plumbline.delivery (endpoint, next_attempt_at, sequence) where state = 'pending';

-- Stretches of time in which messages to an endpoint wait, as people set them beside those of the configuration.
create table plumbline.maintenance (
  id bigint generated always as identity primary key,
  -- Null for every endpoint.
  endpoint text,
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at),
  who text not null,
  reason text not null
);
create index on plumbline.maintenance (to_at);
