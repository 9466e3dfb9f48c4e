-- When a node last said that somebody waits for it in an endpoint's line. A row of its own: the first in line, who
-- spoke for all before, takes the word along when it leaves.
create table muster.model_line (
  endpoint text not null,
  node_id text not null,
  seen_at timestamptz not null,
  primary key (endpoint, node_id)
);
