-- Tokens by which people's own CLIs ask the gateway. The token itself is shown once and kept nowhere.
create table muster.gateway_token (
  id            text primary key,
  hash          text           not null,
  owner         text           not null,
  deployment_id text           not null,
  agent         text           not null,
  model         text           not null,
  budget_path   text           not null,
  limit_usd     numeric(20, 10) not null check (limit_usd > 0),
  created_at    timestamptz    not null,
  expires_at    timestamptz    not null,
  revoked_at    timestamptz
);

create index gateway_token_by_deployment on muster.gateway_token (deployment_id, created_at);

comment on column muster.gateway_token.hash is 'SHA-256 of the whole token, hex';
