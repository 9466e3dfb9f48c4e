// Starts the workspace's service as its users would: an own process, a free port, a clean
// environment. Nothing of the workspace is ever loaded into the check itself.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const CLEAN = { PATH: process.env.PATH ?? '', PORT: '0' };

/** The running service: {url, stop()}. Fails when it does not listen within 10 seconds. */
export function start(folder, file = 'src/main.mjs') {
  const child = spawn(process.execPath, [file], { cwd: folder, env: CLEAN, stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the service did not start within 10 s')), 10_000);
    child.on('exit', (code) => reject(new Error(`the service ended with code ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /listening on (\d+)/.exec(line)?.[1];
      if (!port) return;
      clearTimeout(late);
      resolve({ url: `http://127.0.0.1:${port}`, stop: () => child.kill('SIGKILL') });
    });
  });
}
