-- Which frozen plan a deployment runs.
create table muster.deployment_plan (
  deployment_id text primary key,
  digest text not null,
  assigned_at timestamptz not null default now()
);
