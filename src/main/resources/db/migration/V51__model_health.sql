-- What is known of the endpoints of models, whichever plan names them: their failures, and the calls
-- that have or wait for a place within their limits.

-- One row per endpoint and kind of failure. open_until: until then nobody else is sent there by
-- choice; trial_until: one call tries whether it answers again.
create table muster.model_health (
  endpoint    text        not null,
  reason      text        not null,
  model_id    text        not null,
  failures    int         not null,
  last_error  text        not null,
  http_status int,
  failed_at   timestamptz not null,
  open_until  timestamptz,
  trial_until timestamptz,
  primary key (endpoint, reason)
);
comment on column muster.model_health.endpoint is 'digest of address, model id and the name of the key';
comment on column muster.model_health.failures is 'in a row; 0 since it answered again';

-- A call of a model with limits: waiting, then admitted, then ended. The number is the place in line.
create table muster.model_place (
  id          bigint generated always as identity primary key,
  endpoint    text        not null,
  task_id     text        not null,
  node_id     text        not null,
  tokens      bigint      not null,
  seen_at     timestamptz not null,
  admitted_at timestamptz,
  ended_at    timestamptz
);
comment on column muster.model_place.tokens is 'estimated before the call, what it took after it';
create index model_place_line on muster.model_place (endpoint, id);
