// Part 2: the page shows what the endpoint answers, and all tests pass.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { checkEndpoint } from './endpoint.mjs';
import { checkPage } from './page.mjs';
import { start } from './service.mjs';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const { url, stop } = await start(process.cwd());
try {
  await checkEndpoint(url);
  await checkPage(url);
} finally {
  stop();
}
const tests = spawnSync(process.execPath, ['--test'], { env: { PATH: process.env.PATH ?? '' }, encoding: 'utf8', timeout: 15_000 });
assert.equal(tests.status, 0, `the tests pass; they said: ${tests.stdout?.slice(-1000)}`);
console.log('the page shows what is low');
