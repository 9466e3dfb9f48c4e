create table muster.journal_scope (
  scope      text primary key,
  closed_at  timestamptz not null
);

create table muster.journal_entry (
  id            bigint generated always as identity primary key,
  scope         text        not null,
  file          text        not null,
  cutter        text        not null,
  entries       text[]      not null,
  pre_image     bytea,
  post_image    bytea,
  made_folders  text[]      not null,
  written_at    timestamptz not null,
  taken_back_at timestamptz,
  how           text,
  note          text
);

comment on column muster.journal_entry.pre_image is 'null: there was no file';
comment on column muster.journal_entry.post_image is 'dropped together with the pre-image once taken back';
comment on column muster.journal_entry.made_folders is 'folders that did not exist before, outermost first';

create index journal_entry_open_scope on muster.journal_entry (scope) where taken_back_at is null;
create index journal_entry_open_file on muster.journal_entry (file, id) where taken_back_at is null;
