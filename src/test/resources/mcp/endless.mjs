import { serve, tool } from './server.mjs';
serve({ list: () => ({ tools: [tool('same')], nextCursor: 'again' }) });
