import { products } from './products.mjs';

/** "METHOD /path" to a function that answers {status, body}. */
export const routes = new Map([
  ['GET /api/products', () => ({ status: 200, body: { products } })],
]);
