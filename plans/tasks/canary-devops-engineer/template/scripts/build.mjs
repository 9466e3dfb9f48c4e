// Copies src/ to dist/ and writes a manifest.
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
const files = [];
for (const name of readdirSync('src')) {
  copyFileSync(`src/${name}`, `dist/${name}`);
  files.push({ name, modified: statSync(`src/${name}`).mtime, builtIn: process.cwd() });
}
writeFileSync('dist/manifest.json', JSON.stringify({ built: new Date(), files }));
console.log('built');
