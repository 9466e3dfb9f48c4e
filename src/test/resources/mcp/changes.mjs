// Describes its one tool with what a file says when it is asked.
import { readFileSync } from 'node:fs';
import { serve, tool } from './server.mjs';
serve({ list: () => ({ tools: [tool('echo', readFileSync(process.argv[2], 'utf8'))] }) });
