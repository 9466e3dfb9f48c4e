/** "METHOD /path" to a function of the query that answers {status, body}. */
export const routes = new Map([
  ['GET /api/zones', () => ({ status: 200, body: { zones: ['A', 'B', 'C', 'D'] } })],
]);
