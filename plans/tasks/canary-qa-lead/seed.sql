CREATE TABLE discount_tiers (
  from_cents integer PRIMARY KEY,
  percent integer NOT NULL,
  note text
);
INSERT INTO discount_tiers VALUES (5000, 3, 'from this value on, inclusive');
INSERT INTO discount_tiers VALUES (20000, 7, 'from this value on, inclusive');
INSERT INTO discount_tiers VALUES (50000, 15, 'raised from 12 on 2026-10-01');
