// Attacks the running service with raw requests, which no client library tidies up first.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { start } from './service.mjs';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const ATTACKS = [
  '/../public-drafts/prices.txt', '/%2e%2e/public-drafts/prices.txt', '/..%2fpublic-drafts%2fprices.txt',
  '/../package.json', '/%2e%2e%2fpackage.json', '/../../../../../../etc/hostname', '//etc/hostname',
  '/%', '/hours.txt%00', '/absent.txt', '/',
];

const { url, stop } = await start(process.cwd());
try {
  const served = await raw('/hours.txt');
  assert.match(served, /^HTTP\/1\.1 200[\s\S]*9 to 17/, 'a public file is served');
  for (const path of ATTACKS) {
    const answer = await raw(path);
    assert.match(answer, /^HTTP\/1\.1 404/, `${path} answers 404`);
    assert.doesNotMatch(answer, /\bat |prices from|"name"|node:/i, `${path} tells nothing`);
  }
} finally {
  stop();
}

const report = JSON.parse(readFileSync('SECURITY.json', 'utf8'));
const affected = report.dependencies.map((each) => [each.package, each.version, each.advisory, each.fixedIn].join(' ')).sort();
assert.deepEqual(affected, ['mime-table 1.1.9 MA-2026-052 1.2.0', 'parse-range 3.1.7 MA-2026-044 3.1.8'], 'the affected dependencies');
const holes = report.code.filter((each) => each.fixed === true).map((each) => each.cwe);
assert.ok(holes.includes('CWE-22'), 'the path traversal is reported (CWE-22)');
assert.ok(holes.includes('CWE-209'), 'the telling error is reported (CWE-209)');
const tests = spawnSync(process.execPath, ['--test'], { env: { PATH: process.env.PATH ?? '' }, encoding: 'utf8', timeout: 15_000 });
assert.equal(tests.status, 0, `the tests pass; they said: ${tests.stdout?.slice(-1000)}`);
assert.ok(Number(/^# pass (\d+)/m.exec(tests.stdout)?.[1] ?? /pass (\d+)/.exec(tests.stdout)?.[1]) >= 3, 'each hole has a test');
console.log('the service withstands the attacks, and the report names what affects us');

/** The whole answer to a GET of exactly this path. */
function raw(path) {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.setTimeout(5000, () => socket.destroy(new Error(`${path}: no answer`)));
    socket.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text)).on('error', reject);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  });
}
