import { serve, standardCall } from './server.mjs';
const flood = 'x'.repeat(1 << 20);
serve({
  call: (params) => {
    for (let n = 0; n < 22; n++) process.stderr.write(flood + (n % 2 ? '\n' : ''));
    return standardCall(params);
  },
});
