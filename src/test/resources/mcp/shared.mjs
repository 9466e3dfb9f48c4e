// Counts what it is asked, remembers what was cancelled, and grows a tool when told to.
import { send, serve, standardTools, text, tool } from './server.mjs';

const tools = [...standardTools];
const cancelled = [];
let lists = 0;
let calls = 0;
const said = {
  hang: () => undefined,
  block: () => (Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 7000), text('awake')),
  pid: () => text(String(process.pid)),
  lists: () => text(String(lists)),
  asked: () => text(String(calls - 1)),
  cancelled: () => text(String(cancelled.length)),
  grow: () => {
    tools.push(tool(`grown-${tools.length}`));
    send({ method: 'notifications/tools/list_changed' });
    return text('grown');
  },
};
serve({
  list: () => (lists++, { tools }),
  call: ({ arguments: { message } }) => (calls++, (said[message] ?? (() => text(`Echo: ${message}`)))()),
}).on('line', (line) => {
  const { method, params } = JSON.parse(line);
  if (method === 'notifications/cancelled') cancelled.push(params.requestId);
});
