-- Who lives: what a node is sending while it says so is never taken for lost.
create table muster.node_seen (
  node_id text        primary key,
  boot_id text        not null,
  seen_at timestamptz not null
);
