import { createServer } from 'node:http';
import { publicFile } from './files.mjs';

/** Serves the files below public/. */
export function createApp() {
  return createServer((request, response) => {
    try {
      const bytes = publicFile(request.url.split('?')[0]);
      response.writeHead(bytes ? 200 : 404).end(bytes ?? 'not found');
    } catch (problem) {
      response.writeHead(500).end(problem.stack);
    }
  });
}
