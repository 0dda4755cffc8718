-- Endpoints that fail for days.

-- When a person last let an endpoint receive again: what failed before does not count against it.
create table plumbline.endpoint_enabled (
  name text primary key,
  enabled_at timestamptz not null
);

create index on plumbline.delivery_attempt (endpoint, at);
