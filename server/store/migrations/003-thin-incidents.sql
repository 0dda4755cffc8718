-- The list reads every row: documents, summaries and words lie beside the table, what rows are chosen and sorted by
-- stays in it.
alter table plumbline.incident
  set (toast_tuple_target = 128),
  alter column id set storage main,
  alter column fingerprint set storage main,
  alter column status set storage main,
  alter column severity set storage main,
  alter column environment set storage main,
  alter column service set storage main,
  alter column first_seen set storage main,
  alter column last_seen set storage main;
