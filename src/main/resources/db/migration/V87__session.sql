-- The model that a run was given when it was opened, by its agent's mix; null: each turn is routed.
alter table muster.run add column chosen text;

-- Each try of a run by an agent CLI, with what the CLI itself counted beside the ledger's figures.
create table muster.session (
  run_id text not null references muster.run (id),
  number int not null,
  task_id text not null,
  client text not null,
  version text not null,
  model text not null,
  via text not null check (via in ('GATEWAY', 'VENDOR')),
  state text not null,
  reason text,
  exit_code int,
  turns int,
  calls int,
  usage jsonb,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (run_id, number)
);
comment on column muster.session.usage is 'by the CLI''s own count; null when it told none';
