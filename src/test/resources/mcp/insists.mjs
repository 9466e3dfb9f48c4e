import { serve } from './server.mjs';
serve({ protocolVersion: process.argv[2] });
