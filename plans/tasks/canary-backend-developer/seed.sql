CREATE TABLE shipping_rates (
  zone text NOT NULL,
  base_cents integer NOT NULL,
  per_kg_cents integer NOT NULL,
  valid_from date NOT NULL,
  valid_to date
);
INSERT INTO shipping_rates VALUES ('A', 590, 120, '2026-07-01', NULL);
INSERT INTO shipping_rates VALUES ('B', 840, 195, '2025-01-01', '2026-06-30');
INSERT INTO shipping_rates VALUES ('B', 890, 210, '2026-07-01', NULL);
INSERT INTO shipping_rates VALUES ('C', 1450, 385, '2026-07-01', NULL);
INSERT INTO shipping_rates VALUES ('D', 2110, 590, '2025-01-01', '2026-06-30');
INSERT INTO shipping_rates VALUES ('D', 2290, 640, '2026-07-01', NULL);
