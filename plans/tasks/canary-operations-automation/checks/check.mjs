// Lets the script decide over queues that its author never saw, and compares the report with what
// the platform answers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const queue = (name, depth, oldestSeconds, consumers) => ({ name, depth, oldestSeconds, consumers });
const CASES = [
  [[], [], []],
  [[queue('orders', 12, 4, 3), queue('invoices', 1840, 5400, 0), queue('emails', 230, 95, 2)], ['invoices'], []],
  [[queue('orders', 3, 61, 2), queue('emails', 1, 120, 1)], ['orders'], []],
  [[queue('orders', 3, 60, 1), queue('invoices', 9, 901, 4)], ['invoices', 'orders'], []],
  [[queue('emails', 0, 0, 0), queue('zeta', 8, 9000, 0), queue('audit', 0, 0, 0)], [], ['audit', 'zeta']],
];
for (const [queues, restart, unknown] of CASES) {
  writeFileSync('case.json', JSON.stringify({ queues }));
  const { status, stdout, stderr } = run('case.json');
  assert.equal(status, 0, `ops/decide.mjs ends well; it said: ${stderr.slice(-500)}`);
  assert.deepEqual(JSON.parse(stdout), { restart, unknown }, `the decision over ${JSON.stringify(queues)}`);
}
assert.notEqual(run('absent.json').status, 0, 'a missing file is an error');

const limits = { maxOldestSeconds: 900, minConsumers: 1 };
assert.deepEqual(JSON.parse(readFileSync('ops/limits.json', 'utf8')).invoices, limits, 'the limits of invoices');
assert.deepEqual(
  JSON.parse(readFileSync('ops/report.json', 'utf8')),
  { state: 'degraded', release: '2.4.1', restarted: [{ queue: 'invoices', ticket: 'RQ-7734' }], unknown: [] },
  'the report',
);
console.log('the script decides by the runbook, and the report is what the platform answered');

function run(file) {
  return spawnSync(process.execPath, ['ops/decide.mjs', file], { env: { PATH: process.env.PATH ?? '' }, encoding: 'utf8', timeout: 10_000 });
}
