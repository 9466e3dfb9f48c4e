create table muster.tool_surface (
  hash     text        primary key,
  tools    text        not null,
  seen_at  timestamptz not null
);

comment on table muster.tool_surface is
  'what a server tells models of its tools, by its hash: JSON of name, description and inputSchema, sorted by name';

create table muster.tool_lock (
  id             bigint generated always as identity primary key,
  deployment_id  text        not null,
  server         text        not null,
  hash           text        not null references muster.tool_surface,
  approved_at    timestamptz not null,
  approved_by    text        not null,
  because        text        not null
);

comment on table muster.tool_lock is 'every approval of a surface; the newest of a server holds';
comment on column muster.tool_lock.because is 'the gate or the task with which it was approved';

create index tool_lock_newest on muster.tool_lock (deployment_id, server, id desc);

create table muster.tool_change (
  id             bigint generated always as identity primary key,
  deployment_id  text        not null,
  server         text        not null,
  approved       text        not null references muster.tool_surface,
  seen           text        not null references muster.tool_surface,
  state          text        not null,
  found_by       text        not null,
  found_at       timestamptz not null,
  decided_by     text,
  reason         text,
  decided_at     timestamptz,
  unique (deployment_id, server, approved, seen)
);

comment on table muster.tool_change is
  'a server that showed other tools than the approved ones; while one is FOUND, ASKED, AGREED or KEPT its server is quarantined; approved is the hash of no tools when it had no lock';

create unique index tool_change_quarantine on muster.tool_change (deployment_id, server)
  where state in ('FOUND', 'ASKED', 'AGREED', 'KEPT');
