-- The whole row of the price book that an attempt is priced by, as it was when it was sent, and the
-- version that is stamped on the cost.
alter table muster.attempt
  add column price_row text,
  add column price_version text,
  add column cache_write_1h_tokens bigint;

comment on column muster.attempt.price_row is 'JSON; null: no price, free, or sent before V25';

update muster.attempt set price_version = 'free or flat by declaration' where declared_free;

update muster.attempt set price_version = price_name || '@' || coalesce(price_from::text, 'null')
where price_name is not null;
