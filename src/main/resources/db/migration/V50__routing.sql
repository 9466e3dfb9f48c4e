-- Approved shifts of an agent's declared mix that are in force.
create table muster.mix_shift (
  deployment_id text not null,
  agent text not null,
  from_model text not null,
  to_model text not null,
  points int not null,
  since timestamptz not null,
  primary key (deployment_id, agent)
);
