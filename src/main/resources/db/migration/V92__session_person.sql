-- Since when a person is to look at a session, since nobody else may have its run. Null: nobody was told, so that a
-- run whose try failed for good is still to be given away.
alter table muster.session add column person_at timestamptz;
update muster.session set person_at = ended_at where state in ('BROKEN', 'UNREADABLE');
