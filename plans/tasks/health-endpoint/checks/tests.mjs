// The tests that the agent wrote must pass on its work, and fail where there is no health endpoint.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const before = join(dirname(fileURLToPath(import.meta.url)), 'before');
const testFiles = readdirSync('test').filter((name) => name.endsWith('.test.mjs'));
const mentions = testFiles.some((name) => readFileSync(join('test', name), 'utf8').includes('/api/health'));
assert.ok(mentions, 'a test in test/ asks for /api/health');

const after = run();
assert.equal(after.status, 0, `the tests pass; they said: ${after.stdout?.slice(-1500)}`);
rmSync('src', { recursive: true });
cpSync(before, 'src', { recursive: true });
assert.notEqual(run().status, 0, 'the tests fail without the endpoint');
console.log('the tests pass, and notice a missing endpoint');

function run() {
  const env = { PATH: process.env.PATH ?? '' };
  return spawnSync(process.execPath, ['--test'], { env, encoding: 'utf8', timeout: 12_000, killSignal: 'SIGKILL' });
}
