-- Runs of a check by the day, many in one row, so that the history of all checks over any range is read without each of their runs.

create table plumbline.check_day (
  incident_id text not null,
  check_id text not null,
  -- Days since 1970, in UTC.
  day integer not null,
  -- For each run its millisecond of the day (4 bytes) and the first letter of its outcome (1 byte), in no order.
  runs bytea not null,
  primary key (day, incident_id, check_id)
);
create index on plumbline.check_day (incident_id);

create function plumbline.check_run_bytes(at timestamptz, outcome text) returns bytea
language sql stable parallel safe as $$
  select int4send((floor(extract(epoch from at) * 1000)::bigint % 86400000)::integer) || convert_to(left(outcome, 1), 'UTF8')
$$;

create function plumbline.check_run_day(at timestamptz) returns integer
language sql stable parallel safe as $$
  select floor(extract(epoch from at) / 86400)::integer
$$;

-- Kept by the table itself, whoever writes it.
create function plumbline.checks_ran() returns trigger language plpgsql as $$
begin
  insert into plumbline.check_day as kept (incident_id, check_id, day, runs)
  select incident_id, check_id, plumbline.check_run_day(at), string_agg(plumbline.check_run_bytes(at, outcome), '')
  from came
  group by 1, 2, 3
  order by 3, 1, 2
  on conflict (day, incident_id, check_id) do update set runs = kept.runs || excluded.runs;
  return null;
end
$$;
create trigger ran after insert on plumbline.check_run
  referencing new table as came for each statement execute function plumbline.checks_ran();

-- Days of which runs went are made anew of those that stayed.
create function plumbline.checks_went() returns trigger language plpgsql as $$
begin
  delete from plumbline.check_day as kept
  using (select distinct incident_id, check_id, plumbline.check_run_day(at) as day from went) as gone
  where kept.day = gone.day and kept.incident_id = gone.incident_id and kept.check_id = gone.check_id;
  insert into plumbline.check_day (incident_id, check_id, day, runs)
  select incident_id, check_id, gone.day, string_agg(plumbline.check_run_bytes(at, outcome), '')
  from (select distinct incident_id, check_id, plumbline.check_run_day(at) as day from went) as gone
  join plumbline.check_run using (incident_id, check_id)
  where check_run.at >= to_timestamp(gone.day * 86400.0) and check_run.at < to_timestamp((gone.day + 1) * 86400.0)
  group by 1, 2, 3;
  return null;
end
$$;
create trigger went after delete on plumbline.check_run
  referencing old table as went for each statement execute function plumbline.checks_went();

insert into plumbline.check_day (incident_id, check_id, day, runs)
select incident_id, check_id, plumbline.check_run_day(at), string_agg(plumbline.check_run_bytes(at, outcome), '')
from plumbline.check_run
group by 1, 2, 3;

-- Old runs are found by blocks. An index in the order of time was taken for the newest run of one check, through those of all others.
drop index plumbline.check_run_at_idx;
create index check_run_age on plumbline.check_run using brin (at);
