-- Month 1 of operation.
create table muster.operation_month (
  deployment_id text primary key,
  opened_at timestamptz not null,
  ends_at timestamptz not null,
  closed_at timestamptz
);

-- One measurement a day.
create table muster.operation_day (
  deployment_id text not null,
  day date not null,
  calls bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  usd numeric,
  unmeasured bigint not null,
  alarms text not null,
  measured_at timestamptz not null,
  primary key (deployment_id, day)
);

-- Proposed changes of an agent's mix; a change in force has been applied and not reverted.
create table muster.routing_change (
  id bigint generated always as identity primary key,
  deployment_id text not null,
  agent text not null,
  from_model text not null,
  to_model text not null,
  points int not null,
  reason text not null,
  state text not null check (state in ('PROPOSED', 'APPLIED', 'KEPT', 'REVERTED')),
  proposed_at timestamptz not null,
  applied_at timestamptz
);
