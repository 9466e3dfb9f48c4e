CREATE TABLE reorder_points (
  sku text PRIMARY KEY,
  minimum integer NOT NULL
);
INSERT INTO reorder_points VALUES ('C-20', 10);
INSERT INTO reorder_points VALUES ('F-11', 25);
INSERT INTO reorder_points VALUES ('G-02', 5);
INSERT INTO reorder_points VALUES ('K-07', 4);
INSERT INTO reorder_points VALUES ('T-10', 20);
