-- Outcomes of acceptance checks; the newest batch of a run counts.
create table muster.check_outcome (
  id bigint generated always as identity primary key,
  deployment_id text not null,
  run_id text not null,
  batch int not null,
  name text not null,
  passed boolean not null,
  exit_code int,
  millis bigint not null,
  output_tail text not null,
  checked_at timestamptz not null
);
create index check_outcome_of on muster.check_outcome (run_id, batch);

-- What the judge said of a run; the newest counts.
create table muster.judgement (
  id bigint generated always as identity primary key,
  deployment_id text not null,
  run_id text not null,
  score numeric,
  model text not null,
  reasons text not null,
  judged_at timestamptz not null
);
create index judgement_of on muster.judgement (run_id, id desc);
