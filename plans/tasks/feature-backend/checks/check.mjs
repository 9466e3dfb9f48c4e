// Part 1: the endpoint answers, and its tests pass.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { checkEndpoint } from './endpoint.mjs';
import { start } from './service.mjs';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const { url, stop } = await start(process.cwd());
try {
  await checkEndpoint(url);
} finally {
  stop();
}
const tests = spawnSync(process.execPath, ['--test'], { env: { PATH: process.env.PATH ?? '' }, encoding: 'utf8', timeout: 15_000 });
assert.equal(tests.status, 0, `the tests pass; they said: ${tests.stdout?.slice(-1000)}`);
assert.ok(existsSync('HANDOVER.md'), 'HANDOVER.md tells the next colleague what there is');
console.log('the endpoint answers what is low');
