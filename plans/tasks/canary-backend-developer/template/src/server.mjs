import { createServer } from 'node:http';
import { routes } from './routes.mjs';

/** The HTTP server, not yet listening. A route gets the query and answers {status, body}. */
export function createApp() {
  return createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const route = routes.get(`${request.method} ${url.pathname}`);
    const { status, body } = route ? route(url.searchParams) : { status: 404, body: { error: 'not found' } };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
}
