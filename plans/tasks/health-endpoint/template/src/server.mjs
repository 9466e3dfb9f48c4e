import { createServer } from 'node:http';
import { routes } from './routes.mjs';

/** The HTTP server, not yet listening. A route answers {status, body}. */
export function createApp() {
  return createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const route = routes.get(`${request.method} ${path}`);
    const { status, body } = route ? route() : { status: 404, body: { error: 'not found' } };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
}
