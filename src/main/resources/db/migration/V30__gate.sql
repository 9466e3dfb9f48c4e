-- Gates as they were judged; the newest row of (deployment, gate, subject) counts.
create table muster.gate_result (
  id bigint generated always as identity primary key,
  deployment_id text not null,
  gate text not null,
  subject text not null,
  round int not null,
  verdict text not null check (verdict in ('PASS', 'FAIL', 'INCONCLUSIVE')),
  judged jsonb not null,
  evidence text not null,
  waived_by_first text,
  waived_by_second text,
  judged_at timestamptz not null
);
create index gate_result_of on muster.gate_result (deployment_id, gate, subject, id desc);
