-- Why each turn was given to the model that it was given to. A decision that a fallback replaced stays,
-- but no longer counts in the shares.
create table muster.routing_decision (
  id            bigint generated always as identity primary key,
  deployment_id text        not null,
  run_id        text        not null,
  agent         text        not null,
  arm           text        not null,
  turn          int         not null,
  rule          text        not null,
  chosen        text        not null,
  fallback_from text,
  cause         text,
  reason        text        not null,
  shares        text        not null,
  candidates    jsonb       not null,
  counts        boolean     not null default true,
  decided_at    timestamptz not null
);
comment on column muster.routing_decision.turn is 'answers that the run had before, so that a redelivery finds its decision';
comment on column muster.routing_decision.cause is 'the failure that a fallback followed; null otherwise';
create unique index routing_decision_of_turn on muster.routing_decision (run_id, turn) where counts;
create index routing_decision_of_agent on muster.routing_decision (deployment_id, agent) where counts;
create index routing_decision_of_run on muster.routing_decision (deployment_id, run_id, id);

-- Whether each model of a deployment answered one small call in phase 1.
create table muster.preflight (
  deployment_id text        not null,
  model         text        not null,
  answered      boolean     not null,
  answered_as   text,
  error         text,
  millis        bigint      not null,
  asked_at      timestamptz not null,
  primary key (deployment_id, model)
);
comment on column muster.preflight.error is 'why it cannot be used, also when another model answered; null: it can';
