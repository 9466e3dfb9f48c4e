-- What people were asked, and what they decided; a form is kept even when it was not acted on.
create table muster.approval (
  task_id text primary key,
  deployment_id text not null,
  kind text not null,
  name text not null,
  gate text not null,
  subject text not null,
  requester text not null,
  summary text not null,
  figures text not null,
  digest text not null,
  state text not null check (state in ('OPEN', 'DECIDED', 'VOID', 'WITHDRAWN')),
  outcome text,
  decided_by text,
  reason text,
  form jsonb,
  asked_at timestamptz not null,
  decided_at timestamptz
);
create index approval_of on muster.approval (deployment_id, asked_at);
create index approval_open on muster.approval (state) where state = 'OPEN';
