import { openOrders } from './orders.mjs';

/** "METHOD /path" to a function that answers {status, body}. */
export const routes = new Map([
  ['GET /api/orders', () => ({ status: 200, body: { orders: openOrders() } })],
]);
