-- Facets are only ever added by who holds the row of their group, so nothing has to look for that row again for each of them. They go
-- with their group as before.
alter table plumbline.group_facet drop constraint group_facet_group_id_fkey;

create function plumbline.facets_go() returns trigger language plpgsql as $$
begin
  delete from plumbline.group_facet using went where group_id = went.id;
  return null;
end
$$;
create trigger facets_go after delete on plumbline.error_group
  referencing old table as went for each statement execute function plumbline.facets_go();
