// One line beyond every limit, then one that only the model's limit cuts.
import { serve, text } from './server.mjs';
serve({ call: ({ arguments: { message } }) => text('y'.repeat(message === 'line' ? 17 << 20 : 1 << 20)) });
