import { createServer } from 'node:http';
import { page } from './pages.mjs';
import { routes } from './routes.mjs';

/** The HTTP server, not yet listening: routes first, then the pages below public/. */
export function createApp() {
  return createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const route = routes.get(`${request.method} ${path}`);
    const answer = route ? json(route()) : request.method === 'GET' ? page(path) : undefined;
    const { status, type, bytes } = answer ?? json({ status: 404, body: { error: 'not found' } });
    response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' });
    response.end(bytes);
  });
}

const json = ({ status, body }) => ({ status, type: 'application/json', bytes: JSON.stringify(body) });
