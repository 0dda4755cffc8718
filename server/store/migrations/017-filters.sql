-- Filters of lists that people keep for everybody.

create table plumbline.saved_filter (
  id bigint generated always as identity primary key,
  page text not null,
  name text not null,
  query text not null,
  who text not null,
  at timestamptz not null,
  unique (page, name)
);
