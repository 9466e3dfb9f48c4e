// The suite cannot send a header of ours; everything that this process sends bears the run's token.
import { createRequire } from 'node:module';

const { Agent, setGlobalDispatcher } = createRequire(`${process.cwd()}/`)('undici');
const authorization = `Bearer ${process.env.CONFORMANCE_TOKEN}`;

const sent = (headers) =>
  Array.isArray(headers) ? [...headers, 'authorization', authorization] : { ...headers, authorization };

setGlobalDispatcher(
  new Agent().compose((dispatch) => (options, handler) =>
    dispatch({ ...options, headers: sent(options.headers) }, handler)));
