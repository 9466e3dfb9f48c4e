import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve('public');

/** The bytes of a public file by its address, or undefined. */
export function publicFile(pathname) {
  const file = resolve(root, decodeURIComponent(pathname).slice(1));
  if (!file.startsWith(root)) return undefined;
  return statSync(file).isFile() ? readFileSync(file) : undefined;
}
