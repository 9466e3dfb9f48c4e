// Stand-in for upstash/context7: 2 tools over stdio, three libraries.
import { schema, serveStdio } from './stdio.mjs';

const LIBRARIES = {
  '/nodejs/node': { title: 'Node.js', docs: 'node:test runs files named *.test.mjs and everything below test/. http.createServer(handler).listen(0) takes a free port.' },
  '/camunda/camunda-bpm-platform': { title: 'Camunda 7', docs: 'An external task is fetched and locked by a worker, and completed with its worker id.' },
  '/postgres/postgres': { title: 'PostgreSQL', docs: 'percentile_disc(0.95) WITHIN GROUP (ORDER BY x) returns the first value at or above the 95th percentile.' },
};

function resolve({ libraryName }) {
  const wanted = libraryName.toLowerCase();
  const found = Object.entries(LIBRARIES).filter(([id, { title }]) =>
    `${id} ${title}`.toLowerCase().includes(wanted),
  );
  return found.map(([id, { title }]) => ({ id, title }));
}

function query({ libraryId }) {
  const found = LIBRARIES[libraryId];
  if (!found) throw new Error(`unknown library ${libraryId}; ask resolve-library-id first`);
  return found.docs;
}

serveStdio({
  name: 'context7',
  title: 'context7',
  tools: [
    { name: 'resolve-library-id', description: 'Library ids for a name', inputSchema: schema({ libraryName: 'string', query: 'string?' }), run: resolve },
    { name: 'query-docs', description: 'Documentation of a library', inputSchema: schema({ libraryId: 'string', query: 'string' }), run: query },
  ],
});
