-- What the provider or CLI itself says that a call cost, beside the cost by the own book.
alter table muster.attempt add column reported_usd numeric(20, 10);

comment on column muster.attempt.reported_usd is 'null: it says nothing';
