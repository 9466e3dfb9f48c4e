import { serve, standardCall } from './server.mjs';
serve({ call: (params) => (params.arguments.message === 'hang' ? undefined : standardCall(params)) });
