-- Incidents that hold some words are found by an index where PostgreSQL's own trigrams can be had; elsewhere they are looked through.
-- https://www.postgresql.org/docs/current/pgtrgm.html
do $$
declare
  place text;
begin
  begin
    create extension if not exists pg_trgm with schema plumbline;
  exception when others then
    raise notice 'pg_trgm cannot be had here: %', sqlerrm;
  end;
  select nspname into place
  from pg_extension
  join pg_namespace on pg_namespace.oid = extnamespace
  where extname = 'pg_trgm';
  if place is not null then
    execute format('create index incident_words on plumbline.incident using gin (words %I.gin_trgm_ops)', place);
  end if;
end
$$;
