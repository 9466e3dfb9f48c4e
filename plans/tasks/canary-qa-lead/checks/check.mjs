// The agent's tests must accept the right code, refuse the delivered code, and refuse each mutant.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const right = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'right', 'discount.mjs'), 'utf8');
const delivered = right.replace('percent: 15', 'percent: 12').replace('cents >= tier', 'cents > tier');
const MUTANTS = {
  'the delivered code': delivered,
  'an exclusive boundary': right.replace('cents >= tier', 'cents > tier'),
  'the old top tier': right.replace('percent: 15', 'percent: 12'),
  'another middle tier': right.replace('fromCents: 20000', 'fromCents: 20001'),
  'a missing low tier': right.replace("  { fromCents: 5000, percent: 3 },\n", ''),
  'rounding up': right.replace('Math.floor', 'Math.ceil'),
};

assert.equal(readFileSync('src/discount.mjs', 'utf8'), delivered, 'src/discount.mjs is untouched');
const report = JSON.parse(readFileSync('TEST-REPORT.json', 'utf8'));
assert.equal(report.verdict, 'reject', 'the verdict is reject');
const faults = report.faults.map(({ cents, expected, actual }) => [cents, expected, actual]);
assert.ok(faults.every(([cents, expected, actual]) => expected === percent(cents, true) && actual === percent(cents, false) && expected !== actual), 'each fault shows a real difference');
assert.ok(faults.some(([cents]) => [5000, 20000].includes(cents)), 'the boundary fault is reported');
assert.ok(faults.some(([cents]) => cents > 50000), 'the old top tier is reported');

const [passes, ...mutants] = await Promise.all([right, ...Object.values(MUTANTS)].map(run));
assert.equal(passes, 0, 'the tests pass on code that does what sales agreed on');
Object.keys(MUTANTS).forEach((name, i) => assert.notEqual(mutants[i], 0, `the tests notice ${name}`));
console.log('the tests pass on the right code and notice every mutant');

function percent(cents, agreed) {
  const tiers = [[50000, agreed ? 15 : 12], [20000, 7], [5000, 3]];
  return tiers.find(([from]) => (agreed ? cents >= from : cents > from))?.[1] ?? 0;
}

/** The exit code of the agent's tests over this code, in a copy. */
async function run(code) {
  const folder = mkdtempSync(join(tmpdir(), 'qa-'));
  try {
    cpSync('.', folder, { recursive: true });
    writeFileSync(join(folder, 'src', 'discount.mjs'), code);
    const child = spawn(process.execPath, ['--test'], { cwd: folder, env: { PATH: process.env.PATH ?? '' }, stdio: 'ignore', timeout: 12_000 });
    return await new Promise((ended) => child.on('exit', (status) => ended(status ?? -1)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
