// An MCP server that repeats the secret it was given wherever a server can say something. Without
// a mode it only gives others the forms in which a program writes a secret down.
const html = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const numbered = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
const base64 = (text, form) => Buffer.from(text).toString(form);

export const forms = (token) =>
  [
    token,
    JSON.stringify(token),
    JSON.stringify(token).replaceAll('/', '\\/'),
    JSON.stringify(JSON.stringify({ token })),
    // As Go writes JSON, and as .NET does.
    JSON.stringify(token).replace(/[&<>]/g, numbered),
    JSON.stringify(token).replace(/[&<>'+]/g, (c) => numbered(c).toUpperCase().replace('U', 'u')),
    `https://api.example/v1?key=${encodeURIComponent(token)}&alt=sse`,
    `https://api.example/v1?${new URLSearchParams({ key: token })}`,
    html(token),
    base64(token, 'base64'),
    base64(`user:${token}`, 'base64'),
    base64(`admin:${token}`, 'base64url'),
  ].join(' | ');

/** Adds all of it to what a server answers. */
export function loud(reply, token) {
  if (reply?.result?.content) reply.result.content.push({ type: 'text', text: forms(token) });
  for (const tool of reply?.result?.tools ?? []) tool.description += ` ${forms(token)}`;
  return reply;
}

const token = process.env.LOUD_TOKEN ?? '';
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');

function greeted(id) {
  say({ id, result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'loud', version: forms(token) }, instructions: forms(token) } });
}

if (process.argv[2] === 'dies') {
  // One line that is far too long: wherever it is cut, half a secret is left.
  process.stderr.write(`${forms(token)}\n${token.repeat(60)}\n`, () => process.exit(1));
} else if (process.argv[2] === 'refuses') {
  process.stdin.setEncoding('utf8').on('data', (lines) => {
    for (const line of lines.split('\n').filter(Boolean)) {
      const { id, method } = JSON.parse(line);
      if (method === 'initialize') greeted(id);
      else if (id !== undefined) say({ id, error: { code: -32000, message: forms(token), data: { token, text: forms(token) } } });
    }
  });
} else if (process.argv[2] === 'babbles') {
  process.stdout.write(`${forms(token)}\n{"jsonrpc": "2.0", "id": ${JSON.stringify(token)}}\n${token.repeat(60)}\n`);
  process.stdin.resume();
}
