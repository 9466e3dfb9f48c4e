// The right answer follows from the samples in the database; here it is written out.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const RIGHT = [
  { host: 'api-1', p95Cpu: 79, p95Mem: 65, action: 'keep', size: 'medium' },
  { host: 'api-2', p95Cpu: 85, p95Mem: 66, action: 'grow', size: 'large' },
  { host: 'batch-1', p95Cpu: 20, p95Mem: 31, action: 'shrink', size: 'medium' },
  { host: 'cache-1', p95Cpu: 17, p95Mem: 72, action: 'keep', size: 'medium' },
  { host: 'db-1', p95Cpu: 52, p95Mem: 88, action: 'grow', size: 'xlarge' },
];

assert.deepEqual(JSON.parse(readFileSync('infra/capacity.json', 'utf8')), RIGHT, 'the capacity plan');
const note = readFileSync('infra/CHANGE.md', 'utf8');
for (const host of ['api-2', 'batch-1', 'db-1']) {
  assert.ok(note.includes(host), `the note names ${host}`);
}
for (const host of ['api-1', 'cache-1']) {
  assert.ok(!note.includes(host), `the note leaves out ${host}, which does not change`);
}
assert.match(note, /\b585\b[\s\S]*\b740\b/, 'the note has the cost before and after');
console.log('the capacity plan follows from the samples');
