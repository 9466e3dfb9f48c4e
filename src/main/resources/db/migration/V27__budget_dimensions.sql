-- A budget is also one of tokens and of turns. Wall time is measured on the runs, not reserved.
alter table muster.budget
  add column limit_tokens     bigint,
  add column committed_tokens bigint not null default 0,
  add column limit_turns      bigint,
  add column committed_turns  bigint not null default 0;

comment on column muster.budget.limit_tokens is 'null: tracked, not limited';
comment on column muster.budget.limit_turns is 'null: tracked, not limited';

alter table muster.attempt
  add column reserved_tokens    bigint not null default 0,
  add column first_token_millis bigint,
  add column seen_usd           numeric(20, 10);

comment on column muster.attempt.seen_usd is
  'UNKNOWN: cost of the part of a broken stream whose usage was seen; counted when above reserved_usd';
