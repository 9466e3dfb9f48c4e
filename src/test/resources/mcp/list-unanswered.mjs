import { serve } from './server.mjs';
serve({ list: () => undefined });
