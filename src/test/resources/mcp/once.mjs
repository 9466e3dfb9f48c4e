// Answers in its first life; in every later one it reads and never answers.
import { existsSync, writeFileSync } from 'node:fs';
import { serve, text, tool } from './server.mjs';
const mark = process.argv[2];
if (existsSync(mark)) {
  process.stdin.resume();
} else {
  writeFileSync(mark, '');
  serve({ tools: [tool('echo')], call: () => text('hi') });
}
