import { serve } from './server.mjs';
serve();
