alter table muster.journal_entry add column applied bytea;

comment on column muster.journal_entry.applied is
  'what we put into the file, in the cutter''s own words, for the next merge; null: the post-image says it; dropped once taken back';
