import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openOrders } from '../src/orders.mjs';

test('only open orders are listed', () => {
  assert.deepEqual(openOrders().map((order) => order.id), ['o-1001', 'o-1003']);
});
