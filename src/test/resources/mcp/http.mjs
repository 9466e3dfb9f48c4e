// MCP over streamable HTTP on loopback: 401 without the token, 403 with a wrong one.
import { createServer } from 'node:http';
import { standardCall, standardTools } from './server.mjs';

const token = process.argv[2];
const answer = ({ method, params }) => {
  if (method === 'initialize') {
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'http', version: '1.0' },
    };
  }
  if (method === 'tools/list') return { tools: standardTools };
  if (method === 'tools/call') return standardCall(params);
  return {};
};

const server = createServer((request, response) => {
  const given = request.headers.authorization;
  if (given !== `Bearer ${token}`) return response.writeHead(given ? 403 : 401).end('no');
  if (request.method !== 'POST') return response.writeHead(405).end();
  let body = '';
  request.on('data', (part) => (body += part));
  request.on('end', () => {
    const message = JSON.parse(body);
    if (message.id === undefined) return response.writeHead(202).end();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result: answer(message) }));
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit(0));
