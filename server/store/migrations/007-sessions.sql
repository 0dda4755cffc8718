-- Sign-in through OpenID Connect.

-- A browser that was sent to the provider, until it comes back; by SHA-256 of the state that it carries.
create table plumbline.sign_in (
  state_hash bytea primary key,
  verifier text not null,
  nonce text not null,
  return_to text not null,
  at timestamptz not null
);
create index on plumbline.sign_in (at);

-- By SHA-256 of what the cookie holds.
create table plumbline.session (
  hash bytea primary key,
  who text not null,
  groups text[] not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  ends_at timestamptz not null
);
create index on plumbline.session (ends_at);
