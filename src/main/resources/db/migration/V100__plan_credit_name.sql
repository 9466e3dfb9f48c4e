comment on column muster.plan_credit.price_name is
  'the subscription that several price rows may share, or the name of the row that has one alone';
