// Compares the review with the four faults that were put into the code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const RULES = { 'SEC-2': 'high', 'SEC-4': 'medium', 'RES-1': 'medium', 'COR-3': 'medium' };
const code = readFileSync('src/sessions.mjs', 'utf8').split('\n');
const lineOf = (text) => code.findIndex((line) => line.includes(text)) + 1;
const FAULTS = {
  'SEC-2': lineOf('session opened for'),
  'SEC-4': lineOf('session.token !== token'),
  'RES-1': lineOf('this.denied.push'),
  'COR-3': lineOf('<= session.until'),
};
assert.ok(Object.values(FAULTS).every((line) => line > 0), 'src/sessions.mjs is untouched');

const review = JSON.parse(readFileSync('REVIEW.json', 'utf8'));
assert.equal(review.verdict, 'changes-requested', 'the verdict follows from the rules');
assert.deepEqual(review.tests, { run: 4, failed: 0 }, 'the tests as they ran');
for (const [rule, line] of Object.entries(FAULTS)) {
  const found = review.findings.filter((each) => each.rule === rule);
  assert.equal(found.length, 1, `one finding under ${rule}`);
  assert.equal(found[0].file, 'src/sessions.mjs', `${rule}: file`);
  assert.ok(Math.abs(found[0].line - line) <= 1, `${rule}: at line ${line}`);
  assert.equal(found[0].severity, RULES[rule], `${rule}: severity`);
  assert.ok(found[0].problem?.length >= 20, `${rule}: the problem in a sentence`);
}
assert.equal(review.findings.length, 4, 'nothing else is a finding');
console.log('the four faults are found, and nothing else');
