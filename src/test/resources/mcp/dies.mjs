import { serve, standardCall } from './server.mjs';
serve({
  call: (params) => {
    if (params.arguments.message !== 'die') return standardCall(params);
    process.stderr.write('warming up\nFATAL: out of luck\n', () => process.exit(7));
  },
});
