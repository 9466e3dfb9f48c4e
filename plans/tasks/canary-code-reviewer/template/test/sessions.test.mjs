import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sessions } from '../src/sessions.mjs';

const quiet = () => {};

test('an open session is valid', () => {
  const sessions = new Sessions(() => 0, quiet);
  assert.ok(sessions.valid('ana', sessions.open('ana')));
});

test('a foreign token is not valid', () => {
  const sessions = new Sessions(() => 0, quiet);
  sessions.open('ana');
  assert.equal(sessions.valid('ana', 'x'), false);
});

test('a closed session is not valid', () => {
  const sessions = new Sessions(() => 0, quiet);
  const token = sessions.open('ana');
  sessions.close('ana');
  assert.equal(sessions.valid('ana', token), false);
});

test('sessions end', () => {
  let now = 0;
  const sessions = new Sessions(() => now, quiet);
  const token = sessions.open('ana');
  now = 4000;
  assert.equal(sessions.valid('ana', token), false);
});
