// What the endpoint must answer, given products and reorder points.
import assert from 'node:assert/strict';

const ITEMS = [
  { sku: 'T-10', name: 'Tea & honey', stock: 0, minimum: 20, missing: 20 },
  { sku: 'F-11', name: 'Filter "fine"', stock: 12, minimum: 25, missing: 13 },
  { sku: 'G-02', name: 'Grinder <S>', stock: 1, minimum: 5, missing: 4 },
];

/** Asks the running service and fails when anything differs. */
export async function checkEndpoint(url) {
  const response = await fetch(`${url}/api/low-stock`);
  assert.equal(response.status, 200, 'GET /api/low-stock answers 200');
  assert.deepEqual(await response.json(), { items: ITEMS }, 'the products that are low, most missing first');
  assert.equal((await (await fetch(`${url}/api/products`)).json()).products.length, 6, 'the products are still served');
}
