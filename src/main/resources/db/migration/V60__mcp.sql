create table muster.binding (
  id             bigint generated always as identity primary key,
  deployment_id  text        not null,
  client         text        not null,
  server         text        not null,
  state          text        not null,
  rungs          jsonb       not null,
  tools          jsonb,
  missing_tools  jsonb       not null,
  extra_tools    jsonb       not null,
  tool_lock      text,
  reason         text,
  probed_at      timestamptz not null
);

comment on table muster.binding is 'every probe ever; the newest row of a binding is its state';
comment on column muster.binding.tools is 'null: tools/list was not answered';
comment on column muster.binding.tool_lock is 'SHA-256 over names, descriptions and schemas of all tools';

create index binding_latest on muster.binding (deployment_id, client, server, id desc);
