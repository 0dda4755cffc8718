-- Days whose keys were dropped: nothing tells which of their entries were counted, so that no more of them are. The rows stay.
alter table plumbline.day_partition
  add column keys_forgotten boolean not null default false,
  add check (not (has_keys and keys_forgotten));

update plumbline.day_partition set keys_forgotten = true where not has_keys;
