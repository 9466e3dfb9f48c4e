create table muster.deployment (
  id text primary key,
  name text not null,
  plan_file text not null,
  plan_digest text,
  requester text not null,
  status text not null
    check (status in ('RUNNING', 'SIGNED_OFF', 'TAKEN_BACK', 'KEPT', 'ABORTED', 'INVALID')),
  rehearsal boolean not null default false,
  started_at timestamptz not null,
  ended_at timestamptz
);

-- Phases with their clocks; a repeat of a phase is a new round.
create table muster.phase (
  deployment_id text not null,
  phase text not null,
  round int not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  detail text,
  primary key (deployment_id, phase, round)
);
