-- The ledger: what may be spent, what was paid, and which tools were called.

-- One node of the budget tree, named by its path: deployment/phase/agent/run.
-- committed_usd = reservations of SENDING and UNKNOWN attempts and of answers without a cost,
-- plus the cost of ANSWERED ones; it is kept with each attempt's change, under the row's lock.
create table muster.budget (
  node          text primary key,
  limit_usd     numeric(20, 10),
  committed_usd numeric(20, 10) not null default 0
);

comment on column muster.budget.limit_usd is 'null: tracked, not limited';

-- The step counter of design.md's law 1: no process variable, so no lost update can repeat a step.
create table muster.step_counter (
  purpose   text not null,
  subject   text not null,
  last_step integer not null,
  primary key (purpose, subject)
);

create table muster.attempt (
  id                    bigint generated always as identity primary key,
  task_id               text        not null,
  deployment_id         text        not null,
  purpose               text        not null,
  subject               text        not null,
  step                  integer     not null,
  try                   integer     not null,
  budget_path           text        not null,
  agent                 text        not null,
  arm                   text        not null,
  model                 text        not null,
  model_id              text        not null,
  declared_free         boolean     not null,
  price_name            text,
  price_from            date,
  price_input           numeric(20, 10),
  price_output          numeric(20, 10),
  price_cache_read      numeric(20, 10),
  price_cache_write     numeric(20, 10),
  reserved_usd          numeric(20, 10) not null,
  node_id               text        not null,
  boot_id               text        not null,
  state                 text        not null
    check (state in ('SENDING', 'ANSWERED', 'FAILED', 'UNKNOWN')),
  answered_as           text,
  input_tokens          bigint,
  cached_input_tokens   bigint,
  cache_write_tokens    bigint,
  output_tokens         bigint,
  reasoning_tokens      bigint,
  cost_usd              numeric(20, 10),
  finding               text,
  http_status           integer,
  error                 text,
  answer                text,
  sent_at               timestamptz not null,
  answered_at           timestamptz,
  unique (purpose, subject, step, try),
  unique (task_id, try)
);

create index attempt_by_deployment on muster.attempt (deployment_id, id);
create index attempt_in_flight on muster.attempt (node_id) where state = 'SENDING';

-- A tool call is a side effect: its row is committed before the call leaves.
create table muster.tool_call (
  id            bigint generated always as identity primary key,
  deployment_id text        not null,
  run_id        text        not null,
  step          integer     not null,
  call_id       text        not null,
  server        text        not null,
  tool          text        not null,
  arguments     text        not null,
  sends         integer     not null default 1,
  result        text,
  error         boolean,
  sent_at       timestamptz not null,
  answered_at   timestamptz,
  unique (run_id, step, call_id)
);
