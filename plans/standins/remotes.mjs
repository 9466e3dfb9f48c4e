// Stand-ins for the three remote servers, over streamable HTTP on one loopback port:
// /linear/mcp, /supabase/mcp and /hf/mcp. Each answers 401 unless the bearer token is the one in
// LINEAR_TOKEN, SUPABASE_TOKEN or HF_TOKEN of its environment.
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { tools as hf } from './hf-tools.mjs';
import { tools as linear } from './linear-tools.mjs';
import { answer } from './stdio.mjs';
import { tools as supabase } from './supabase-tools.mjs';

const MOST_BYTES = 1_000_000;
const SERVERS = {
  '/linear/mcp': { name: 'linear', title: 'Linear', tools: linear, token: process.env.LINEAR_TOKEN },
  '/supabase/mcp': { name: 'supabase', title: 'Supabase', tools: supabase, token: process.env.SUPABASE_TOKEN },
  '/hf/mcp': { name: 'hf-mcp-server', title: 'hf-mcp-server', tools: hf, token: process.env.HF_TOKEN },
};

const http = createServer((request, response) => {
  handle(request, response).catch((problem) => send(response, 500, { error: problem.message }));
});

async function handle(request, response) {
  const server = SERVERS[new URL(request.url, 'http://127.0.0.1').pathname];
  if (!server) return send(response, 404, { error: 'no such server' });
  if (!allowed(server, request)) {
    response.setHeader('www-authenticate', `Bearer realm="${server.name}", error="invalid_token"`);
    return send(response, 401, { error: 'invalid_token' });
  }
  if (request.method === 'DELETE') return send(response, 204);
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST, DELETE');
    return send(response, 405, { error: 'only POST and DELETE' });
  }
  const message = await received(request);
  if (message === undefined) return send(response, 400, error(-32700, 'Parse error'));
  const reply = await answer(server, message);
  if (message.method === 'initialize') response.setHeader('mcp-session-id', randomUUID());
  return reply === undefined ? send(response, 202) : send(response, 200, reply);
}

function allowed({ token }, request) {
  if (!token) return false;
  const digest = (text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

async function received(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MOST_BYTES) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response, status, body) {
  if (body === undefined) return response.writeHead(status).end();
  return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const error = (code, message) => ({ jsonrpc: '2.0', id: null, error: { code, message } });

http.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log(`listening on ${http.address().port}`));

// Whoever started us may die without a signal: then our stdin ends.
process.stdin.on('end', () => process.exit(0)).resume();
process.on('SIGTERM', () => process.exit(0));
