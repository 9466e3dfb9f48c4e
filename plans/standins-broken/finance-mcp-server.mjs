// An older release of the finance stand-in, which does not have get_rsi yet.
import { tools } from '../standins/finance-tools.mjs';
import { serveStdio } from '../standins/stdio.mjs';

serveStdio({
  name: 'finance-mcp-server',
  title: 'finance-mcp-server',
  tools: tools.filter((tool) => tool.name !== 'get_rsi'),
});
