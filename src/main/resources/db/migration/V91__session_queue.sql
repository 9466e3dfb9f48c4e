-- Since when a run waits for a thread of the sessions: that is not its own time. Null: it does not.
alter table muster.run add column queued_since timestamptz;
