-- Runs: one agent doing one task once. The id is derived from the process instance.
create table muster.run (
  id text primary key,
  instance_id text not null unique,
  deployment_id text not null,
  phase text not null,
  round int not null,
  agent text not null,
  task text not null,
  arm text not null,
  workspace_id text not null,
  model text,
  state text not null check (state in ('OPEN', 'CLOSED', 'ABORTED')),
  outcome text,
  stop_reason text,
  step int not null default 0,
  escalations int not null default 0,
  escalated_to text,
  accepted boolean,
  tools_allowed boolean,
  decision_reason text,
  opened_at timestamptz not null,
  closed_at timestamptz,
  waited_millis bigint not null default 0,
  down_millis bigint not null default 0,
  down_until timestamptz
);
comment on column muster.run.down_millis is 'time in which no node ran it: not counted as run time';
create index run_of on muster.run (deployment_id, opened_at);

-- The conversation of a run, in order. An answer belongs to the external task that paid for it.
create table muster.message (
  run_id text not null references muster.run (id),
  number int not null,
  role text not null check (role in ('user', 'assistant', 'tools')),
  body jsonb not null,
  model text,
  task_id text,
  said_at timestamptz not null,
  primary key (run_id, number),
  unique (run_id, task_id)
);

-- The agents of a deployment.
create table muster.agent_state (
  deployment_id text not null,
  agent text not null,
  title text not null,
  position int not null,
  status text not null,
  phase text not null default '',
  round int not null default 0,
  reason text not null default '',
  started_at timestamptz,
  ended_at timestamptz,
  primary key (deployment_id, agent)
);

-- What each MCP server of an agent answered when it was bound.
create table muster.agent_server (
  deployment_id text not null,
  agent text not null,
  server text not null,
  answered boolean not null,
  tools int not null,
  reason text not null,
  bound_at timestamptz not null,
  primary key (deployment_id, agent, server)
);
