import { readFileSync } from 'node:fs';

const TYPES = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['mjs', 'text/plain; charset=utf-8'],
]);

/** A file below public/ by its address, or undefined. Names are plain: no folders, no dots before the ending. */
export function page(path) {
  const ending = /^\/[a-z0-9-]+\.([a-z]+)$/.exec(path)?.[1];
  if (!TYPES.has(ending)) return undefined;
  try {
    return { status: 200, type: TYPES.get(ending), bytes: readFileSync(new URL(`../public${path}`, import.meta.url)) };
  } catch {
    return undefined;
  }
}
