import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discountPercent } from '../src/discount.mjs';

test('small orders have no discount', () => {
  assert.equal(discountPercent(100), 0);
});
