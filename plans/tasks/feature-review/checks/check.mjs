// The whole feature: endpoint, page, media types as a browser wants them, tests, review.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
  await checkTypes(url);
} finally {
  stop();
}
const tests = spawnSync(process.execPath, ['--test'], { env: { PATH: process.env.PATH ?? '' }, encoding: 'utf8', timeout: 15_000 });
assert.equal(tests.status, 0, `the tests pass; they said: ${tests.stdout?.slice(-1000)}`);
const review = readFileSync('REVIEW.md', 'utf8');
assert.match(review, /src\/pages\.mjs/, 'the review names the file with the fault');
assert.match(review, /text\/plain/, 'the review says what was wrong');
assert.match(review, /^Verdict: (accepted|accepted with changes|changes requested)\.?$/m, 'the review has a verdict');
console.log('the feature works as a whole');

/** A browser refuses a module that does not come as JavaScript. */
async function checkTypes(address) {
  const types = { '/low-stock.mjs': /^text\/javascript/, '/low-stock.html': /^text\/html/, '/shop.css': /^text\/css/ };
  for (const [path, type] of Object.entries(types)) {
    const response = await fetch(address + path);
    assert.match(response.headers.get('content-type') ?? '', type, `the media type of ${path}`);
  }
}
