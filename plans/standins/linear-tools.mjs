// Linear in memory: one team, two projects, issues and comments. Comments really are kept.
import { schema } from './stdio.mjs';

const TEAM = { id: 'team-pay', key: 'PAY', name: 'Payments' };
const PROJECTS = [
  { id: 'proj-checkout-24', name: 'Checkout 2.4', team: 'PAY', targetDate: '2026-12-04', lead: 'Ines Moret' },
  { id: 'proj-ledger-q1', name: 'Ledger Q1', team: 'PAY', targetDate: '2027-02-26', lead: 'Jon Abel' },
];
const issue = (id, title, state, estimate, assignee, project, description) => ({ id, title, state, estimate, assignee, project, description, labels: [] });
const ISSUES = [
  issue('PAY-201', 'Quote endpoint for shipping', 'Done', 5, 'Backend Developer', 'Checkout 2.4', 'Rates come from shipping_rates.'),
  issue('PAY-204', 'Price card component', 'In Review', 3, 'Frontend Developer', 'Checkout 2.4', 'See the design guide.'),
  issue('PAY-207', 'Rotate the webhook signing key', 'In Progress', 2, 'Security Reviewer', 'Checkout 2.4', 'Both keys must verify during the change.'),
  issue('PAY-209', 'Refund export for finance', 'Blocked', 8, 'Backend Developer', 'Checkout 2.4', 'Blocked by: bank sandbox certificate expired on 2026-11-17; new one requested from Nordbank, ticket NB-5512.'),
  issue('PAY-212', 'Load test of the checkout', 'Todo', 5, 'QA Lead', 'Checkout 2.4', 'Target: 40 orders per second, p95 under 300 ms.'),
  issue('PAY-230', 'Monthly closing report', 'Todo', 8, 'Backend Developer', 'Ledger Q1', 'Not before January.'),
];
const comments = [];

function known(id) {
  const found = ISSUES.find((each) => each.id === id);
  if (!found) throw new Error(`issue ${id} not found`);
  return found;
}

function listed({ project, state, assignee }) {
  return ISSUES.filter((each) => project === undefined || each.project === project)
    .filter((each) => state === undefined || each.state === state)
    .filter((each) => assignee === undefined || each.assignee === assignee)
    .map(({ description, ...rest }) => rest);
}

function commented({ issueId, body }) {
  known(issueId);
  const comment = { id: `c-${comments.length + 1}`, issueId, body };
  comments.push(comment);
  if (comments.length > 1000) comments.shift();
  return comment;
}

function created({ title, project, estimate }) {
  const number = Math.max(...ISSUES.map(({ id }) => Number(id.slice(4)))) + 1;
  const fresh = issue(`PAY-${number}`, title, 'Todo', estimate ?? 0, null, project ?? null, '');
  if (ISSUES.length < 1000) ISSUES.push(fresh);
  return fresh;
}

function updated({ id, state, assignee }) {
  return Object.assign(known(id), state && { state }, assignee && { assignee });
}

const tool = (name, description, fields, run, readOnly = true) => ({ name, description, inputSchema: schema(fields), run, readOnly });

/** The tools, named as Linear's own server names them. */
export const tools = [
  tool('list_issues', 'Issues, without their descriptions', { project: 'string?', state: 'string?', assignee: 'string?' }, listed),
  tool('get_issue', 'One issue with its description', { id: 'string' }, ({ id }) => known(id)),
  tool('create_issue', 'Create an issue', { title: 'string', project: 'string?', estimate: 'number?' }, created, false),
  tool('update_issue', 'Change state or assignee', { id: 'string', state: 'string?', assignee: 'string?' }, updated, false),
  tool('list_comments', 'Comments of an issue', { issueId: 'string' }, ({ issueId }) => comments.filter((each) => each.issueId === issueId)),
  tool('create_comment', 'Comment on an issue', { issueId: 'string', body: 'string' }, commented, false),
  tool('list_projects', 'Projects', {}, () => PROJECTS),
  tool('get_project', 'One project by name', { name: 'string' }, ({ name }) => PROJECTS.find((each) => each.name === name) ?? 'not found'),
  tool('list_teams', 'Teams', {}, () => [TEAM]),
  tool('list_users', 'Assignees', {}, () => [...new Set(ISSUES.map((each) => each.assignee))]),
  tool('list_issue_statuses', 'States of an issue', {}, () => ['Todo', 'In Progress', 'In Review', 'Blocked', 'Done']),
  tool('list_cycles', 'Cycles of the team', {}, () => [{ number: 31, startsAt: '2026-11-16', endsAt: '2026-11-29' }]),
];
