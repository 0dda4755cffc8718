-- Who may call the API with a token, and who did what.

create table plumbline.api_token (
  id bigint generated always as identity primary key,
  name text not null,
  -- SHA-256 of the token; the token itself is nowhere.
  hash bytea not null unique check (length(hash) = 32),
  -- Its first characters, so that people know which one is meant.
  hint text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

-- Rows are only ever added, and nobody can take that back without changing the schema.
create table plumbline.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  who text not null,
  -- How they showed who they are: operator, iap, google, token, or none.
  method text not null,
  address text,
  action text not null,
  target text,
  outcome text not null check (outcome in ('asked', 'refused', 'failed', 'done')),
  detail text
);
create index on plumbline.audit (at);

create function plumbline.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'plumbline.audit is only ever added to';
end
$$;
create trigger only_added before update or delete on plumbline.audit
  for each row execute function plumbline.refuse_change();
create trigger not_emptied before truncate on plumbline.audit
  for each statement execute function plumbline.refuse_change();

-- Secrets that were replaced before anything was stored, by kind.
create table plumbline.redaction (
  kind text primary key,
  count bigint not null
);
