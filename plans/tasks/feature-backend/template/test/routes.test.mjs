import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page } from '../src/pages.mjs';
import { routes } from '../src/routes.mjs';

test('products are listed', () => {
  assert.equal(routes.get('GET /api/products')().body.products.length, 6);
});

test('pages are served, and nothing beside them', () => {
  assert.equal(page('/index.html').status, 200);
  assert.equal(page('/../package.json'), undefined);
  assert.equal(page('/absent.html'), undefined);
});
