CREATE TABLE queue_limits (
  queue text PRIMARY KEY,
  max_oldest_seconds integer NOT NULL,
  min_consumers integer NOT NULL
);
INSERT INTO queue_limits VALUES ('orders', 60, 2);
INSERT INTO queue_limits VALUES ('invoices', 900, 1);
INSERT INTO queue_limits VALUES ('emails', 120, 1);
