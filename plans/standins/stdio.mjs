// A stand-in MCP server: answers a list of tools over JSON-RPC. No dependencies, so that it starts
// within milliseconds and needs no install.
import { createInterface } from 'node:readline';

const VERSIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];

/**
 * A tool: {name, description, inputSchema, run(arguments) -> string or value, readOnly}.
 * The answer to one JSON-RPC message, or undefined for a notification.
 */
export async function answer(server, message) {
  if (message?.jsonrpc !== '2.0' || typeof message.method !== 'string') {
    return message?.id === undefined ? undefined : failure(message.id, -32600, 'Invalid Request');
  }
  if (message.id === undefined) return undefined;
  switch (message.method) {
    case 'initialize':
      return success(message.id, initialized(server, message.params));
    case 'ping':
      return success(message.id, {});
    case 'tools/list':
      return success(message.id, { tools: server.tools.map(listed) });
    case 'tools/call':
      return called(server, message);
    default:
      return failure(message.id, -32601, `Method not found: ${message.method}`);
  }
}

/** Serves over stdin and stdout until stdin ends. */
export function serveStdio(server) {
  const lines = createInterface({ input: process.stdin });
  let last = Promise.resolve();
  lines.on('line', (line) => {
    if (line.trim() !== '') last = last.then(() => reply(server, line));
  });
  lines.on('close', () => last.then(() => process.exit(0)));
}

async function reply(server, line) {
  const message = parsed(line);
  const response = message ? await answer(server, message) : failure(null, -32700, 'Parse error');
  if (response) process.stdout.write(JSON.stringify(response) + '\n');
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function initialized(server, params) {
  const wanted = params?.protocolVersion;
  return {
    protocolVersion: VERSIONS.includes(wanted) ? wanted : VERSIONS.at(-1),
    capabilities: { tools: {} },
    serverInfo: { name: server.name, title: `${server.title} (stand-in)`, version: '0.0.0-stand-in' },
    instructions: `This is Muster's stand-in for ${server.title}, not the real server.`,
  };
}

function listed({ name, description, inputSchema, readOnly }) {
  return { name, description, inputSchema, annotations: { readOnlyHint: readOnly !== false } };
}

async function called(server, { id, params }) {
  const tool = server.tools.find((each) => each.name === params?.name);
  if (!tool) return failure(id, -32602, `Unknown tool: ${params?.name}`);
  try {
    const given = params.arguments ?? {};
    const absent = (tool.inputSchema.required ?? []).filter((key) => given[key] === undefined);
    if (absent.length > 0) throw new Error(`missing argument: ${absent.join(', ')}`);
    return success(id, content(await tool.run(given), false));
  } catch (problem) {
    return success(id, content(problem.message, true));
  }
}

function content(value, isError) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { content: [{ type: 'text', text }], isError };
}

/** A JSON schema from {name: 'string' | 'number' | ...}; a trailing ? makes it optional. */
export function schema(fields = {}) {
  const entries = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, type]) => [key, property(type)])),
    required: entries.filter(([, type]) => !type.endsWith('?')).map(([key]) => key),
  };
}

function property(type) {
  const plain = type.replace('?', '');
  return plain.endsWith('[]')
    ? { type: 'array', items: { type: plain.slice(0, -2) } }
    : { type: plain };
}

const success = (id, result) => ({ jsonrpc: '2.0', id, result });
const failure = (id, code, message) => ({ jsonrpc: '2.0', id, error: { code, message } });
