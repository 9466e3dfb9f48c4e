create table muster.withdrawal (
  scope   text        not null,
  server  text        not null,
  file    text        not null,
  state   text        not null,
  note    text,
  kept    text,
  at      timestamptz not null,
  primary key (scope, server)
);

comment on table muster.withdrawal is
  'servers that a quarantine keeps out of clients'' files; a row goes when its server is written back';
comment on column muster.withdrawal.kept is
  'the entry as it stood in the file, where somebody had changed it: so it is put back; else null';
