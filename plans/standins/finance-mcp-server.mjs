// Stand-in for finance-mcp-server: 15 tools over stdio.
import { tools } from './finance-tools.mjs';
import { serveStdio } from './stdio.mjs';

serveStdio({ name: 'finance-mcp-server', title: 'finance-mcp-server', tools });
