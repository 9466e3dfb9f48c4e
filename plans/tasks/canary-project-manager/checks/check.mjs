// Compares the status with what stands in Linear.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const ISSUES = [
  ['PAY-201', 'Done', '5', 'Backend Developer'],
  ['PAY-204', 'In Review', '3', 'Frontend Developer'],
  ['PAY-207', 'In Progress', '2', 'Security Reviewer'],
  ['PAY-209', 'Blocked', '8', 'Backend Developer'],
  ['PAY-212', 'Todo', '5', 'QA Lead'],
];

const status = readFileSync('status/checkout-2.4.md', 'utf8');
const rows = status.split('\n').filter((line) => line.startsWith('| PAY-'));
assert.equal(rows.length, ISSUES.length, 'one row for each issue of the project');
for (const [id, ...values] of ISSUES) {
  const cells = rows.find((row) => row.includes(id))?.split('|').map((cell) => cell.trim()) ?? [];
  assert.deepEqual(cells.slice(2, 5), values, `the row of ${id}`);
}
assert.match(status, /^# Status: Checkout 2\.4$/m, 'the heading names the project');
assert.match(status, /2026-12-04/, 'the target date');
assert.match(status, /\b5 of 23\b/, 'done points of all points');
assert.doesNotMatch(status, /PAY-230|Ledger/, 'nothing of another project');
const blocked = status.slice(status.indexOf('## Blocked'));
for (const fact of ['PAY-209', 'certificate', '2026-11-17', 'Nordbank', 'NB-5512']) {
  assert.ok(blocked.includes(fact), `the blockage names ${fact}`);
}
const team = status.slice(status.indexOf('## Team'));
for (const agent of ['backend-developer', 'frontend-developer', 'code-reviewer']) {
  assert.ok(team.toLowerCase().replaceAll(' ', '-').includes(agent), `the team names ${agent}`);
}
console.log('the status is what stands in Linear');
