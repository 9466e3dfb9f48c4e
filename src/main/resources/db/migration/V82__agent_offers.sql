-- The tools that an agent's models were offered, with what each definition weighs.
create table muster.tool_offer (
  deployment_id text        not null,
  agent         text        not null,
  server        text        not null,
  tool          text        not null,
  tokens        int         not null check (tokens > 0),
  offered_at    timestamptz not null,
  primary key (deployment_id, agent, server, tool)
);
comment on column muster.tool_offer.tokens is 'of name, description and input schema, by the tokenizer o200k_base';
