-- Until when a session may work at most: so much of the minutes of its agent, phase and deployment it holds.
alter table muster.session add column until timestamptz;
