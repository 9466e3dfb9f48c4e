import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicFile } from '../src/files.mjs';

test('a public file is served', () => {
  assert.match(String(publicFile('/hours.txt')), /9 to 17/);
});
