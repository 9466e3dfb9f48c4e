import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routes } from '../src/routes.mjs';

test('four zones are served', () => {
  assert.deepEqual(routes.get('GET /api/zones')().body.zones, ['A', 'B', 'C', 'D']);
});
