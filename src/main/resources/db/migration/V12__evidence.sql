-- One hash chain per deployment. Text, not jsonb: the hash covers the bytes as they were written.
create table muster.evidence (
  deployment_id text        not null,
  number        integer     not null check (number > 0),
  at            timestamptz not null,
  kind          text        not null,
  subject       text        not null,
  payload       text        not null,
  previous_hash text        not null,
  hash          text        not null,
  primary key (deployment_id, number)
);

-- Evidence is only ever added to. Who owns the database can still get around this; the chain shows it.
create function muster.evidence_is_kept() returns trigger language plpgsql as $$
begin
  raise exception 'evidence is never changed or removed';
end $$;

create trigger evidence_is_kept before update or delete or truncate on muster.evidence
  for each statement execute function muster.evidence_is_kept();
