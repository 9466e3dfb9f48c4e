import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slug, truncate } from '../src/index.mjs';

test('a title becomes a slug', () => {
  assert.equal(slug(' Checkout 2.4! '), 'checkout-2-4');
});

test('long texts are cut', () => {
  assert.equal(truncate('abcdef', 4), 'abc…');
});
