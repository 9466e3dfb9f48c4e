-- What a subscription's calls have taken of what it includes, by price row's name and month (UTC).
create table muster.plan_credit (
  price_name    text not null,
  month         date not null,
  used_usd      numeric(20, 10) not null default 0,
  used_requests bigint not null default 0,
  primary key (price_name, month)
);

alter table muster.attempt add column covered_usd numeric(20, 10);

comment on column muster.attempt.covered_usd is
  'what the call would have cost beyond cost_usd, and a subscription includes';
