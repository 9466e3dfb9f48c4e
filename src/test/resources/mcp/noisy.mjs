import { serve, standardCall } from './server.mjs';
const noise = () => process.stdout.write('\n   \nloading...\n{"not": "a message"}\n[1]\n{broken\n');
noise();
serve({ call: (params) => (noise(), standardCall(params)) });
