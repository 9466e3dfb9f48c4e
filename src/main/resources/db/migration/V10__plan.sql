-- Plans as they were when a deployment started. The plan is text and not jsonb: the order of its
-- keys is part of what was approved.
create table muster.frozen_plan (
  digest text primary key check (digest ~ '^[0-9a-f]{64}$'),
  name text not null,
  plan text not null,
  frozen_at timestamptz not null default now()
);

create table muster.frozen_file (
  digest text not null references muster.frozen_plan (digest),
  path text not null,
  content bytea not null,
  primary key (digest, path)
);
