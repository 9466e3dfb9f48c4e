// MCP over HTTP as nobody wants it, one way for each path. GET /calls and /lists tell how many there were.
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { standardCall, standardTools, text } from './server.mjs';

const sessions = new Set();
let calls = 0;
let lists = 0;
let cancelled = 0;
let refused = 0;
const large = 'z'.repeat(50 << 20);

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'hostile', version: '1.0' },
  }),
  'tools/list': () => (lists++, { tools: standardTools }),
  'tools/call': (params) => (calls++, standardCall(params)),
  ping: () => ({}),
};
const json = (response, message, result, headers = {}) =>
  response
    .writeHead(200, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }));
const well = (response, message) => json(response, message, answers[message.method](message.params ?? {}));
const at = (method, bad) => (response, message, request) =>
  message.method === method ? bad(response, message, request) : well(response, message);
const hang = () => {};
const body = (message) => JSON.stringify({ jsonrpc: '2.0', id: message.id, result: text(large) });
const drip = (type, part) => (response) => {
  response.writeHead(200, { 'content-type': type });
  const timer = setInterval(() => response.write(part), 20);
  response.on('close', () => clearInterval(timer));
};

const ways = {
  healthy: well,
  'no-initialize': at('initialize', hang),
  'no-list': at('tools/list', hang),
  'no-call': at('tools/call', hang),
  'drips-json': at('initialize', drip('application/json', ' ')),
  'drips-events': at('tools/list', drip('text/event-stream', ': still there\n')),
  'no-json': at('initialize', (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('<html>Welcome</html>')),
  'web-page': at('initialize', (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')),
  'breaks-off': at('tools/list', (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"jsonrpc"', () => response.destroy());
  }),
  'many-tools': at('tools/list', (response, message) =>
    json(response, message, {
      tools: Array.from({ length: 10000 }, (_, n) => ({ ...standardTools[0], name: `tool-${n}` })),
    })),
  'fails': at('initialize', (response) => response.writeHead(500).end('out of order')),
  'large': at('tools/call', (response, message) => {
    const all = body(message);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': all.length }).end(all);
  }),
  'large-in-chunks': at('tools/call', (response, message) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(body(message));
    response.end();
  }),
  'large-event': at('tools/call', (response, message) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`event: message\ndata: ${body(message)}\n\n`);
  }),
  'no-stream': (response, message) =>
    message.method === 'initialize'
      ? json(response, message, answers.initialize(message.params), { 'mcp-session-id': randomUUID() })
      : well(response, message),
  'forgets-sessions': (response, message, request) => {
    const id = request.headers['mcp-session-id'];
    if (message.method === 'initialize') {
      const fresh = randomUUID();
      sessions.add(fresh);
      return json(response, message, answers.initialize(message.params), { 'mcp-session-id': fresh });
    }
    return sessions.has(id) ? well(response, message) : response.writeHead(404).end('no such session');
  },
};

const server = createServer((request, response) => {
  const path = request.url.slice(1);
  if (path === 'lists') return response.end(String(lists));
  if (path === 'calls') return response.end(String(calls));
  if (path === 'refused') return response.end(String(refused));
  if (path === 'cancelled') return response.end(String(cancelled));
  if (path === 'forget') return sessions.clear(), response.end('forgotten');
  if (request.method !== 'POST') return response.writeHead(path === 'no-stream' ? 404 : 405).end(() => refused++);
  let all = '';
  request.on('data', (part) => (all += part));
  request.on('end', () => {
    const message = JSON.parse(all);
    if (message.method === 'notifications/cancelled') cancelled++;
    if (message.id === undefined) return response.writeHead(202).end();
    ways[path](response, message, request);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit(0));
