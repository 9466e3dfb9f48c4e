-- Which visit of a diagram's activity (external task) began a round: delivered twice, it counts once.
alter table muster.phase add column visit text;
create unique index phase_visit on muster.phase (deployment_id, phase, visit);
alter table muster.agent_state add column visit text;
alter table muster.gate_result add column visit text;
create unique index gate_result_visit on muster.gate_result (deployment_id, gate, subject, visit);
