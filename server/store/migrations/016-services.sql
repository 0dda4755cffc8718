-- What people say of a service in the place of the configuration.

create table plumbline.service_edit (
  service text primary key,
  capability text,
  monthly_revenue_usd double precision,
  who text not null,
  at timestamptz not null
);
