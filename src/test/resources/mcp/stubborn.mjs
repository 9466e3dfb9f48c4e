// Ignores the end of its input and SIGTERM, and has a child that does the same.
import { spawn } from 'node:child_process';
import { serve, text, tool } from './server.mjs';
process.on('SIGTERM', () => {});
setInterval(() => {}, 1000);
const child = process.argv[2] === 'child'
  ? { pid: 0 }
  : spawn(process.execPath, ['-e', "process.on('SIGTERM',()=>{});setInterval(()=>{},1000)"], { stdio: 'ignore' });
serve({ tools: [tool('pids')], call: () => text(`${process.pid} ${child.pid}`) });
