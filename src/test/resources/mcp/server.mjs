// The smallest MCP server over stdio. Fixtures import it and change one thing each.
import { createInterface } from 'node:readline';

export const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');
export const text = (value, isError = false) => ({ content: [{ type: 'text', text: value }], isError });
export const tool = (name, description = `Tool ${name}`) => ({
  name,
  description,
  inputSchema: { type: 'object', properties: { message: { type: 'string' } } },
});

export const standardTools = [tool('echo'), tool('environment'), tool('fail')];

export function standardCall({ name, arguments: args }) {
  if (name === 'echo') return text(`Echo: ${args.message}`);
  if (name === 'environment') return text(JSON.stringify({ env: process.env, cwd: process.cwd() }));
  if (name === 'fail') return text('it did not work', true);
  return text(`unknown tool ${name}`, true);
}

export function serve({
  tools = standardTools,
  call = standardCall,
  list = () => ({ tools }),
  protocolVersion,
  capabilities = { tools: {} },
} = {}) {
  const answers = {
    initialize: (params) => ({
      protocolVersion: protocolVersion ?? params.protocolVersion,
      capabilities,
      serverInfo: { name: 'fixture', version: '1.0' },
    }),
    'tools/list': list,
    'tools/call': call,
    ping: () => ({}),
  };
  const lines = createInterface({ input: process.stdin });
  lines.on('line', async (line) => {
    const { id, method, params } = JSON.parse(line);
    if (id === undefined || method === undefined) return;
    const answer = answers[method];
    if (!answer) return send({ id, error: { code: -32601, message: `no ${method}` } });
    const result = await answer(params ?? {});
    if (result !== undefined) send({ id, result });
  });
  return lines;
}
