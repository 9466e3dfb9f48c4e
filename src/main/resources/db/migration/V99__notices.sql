-- Events that were told to the plan's webhook: each at most once.
create table muster.notice (
  deployment_id text not null,
  key text not null,
  told_at timestamptz not null,
  primary key (deployment_id, key)
);
