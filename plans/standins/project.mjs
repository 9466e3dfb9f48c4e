// Read-only questions about a project folder, by plain text search: what the serena stand-in can
// answer without a language server.
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const MOST_FILES = 2000;
const MOST_BYTES = 200_000;
const SKIPPED = new Set(['node_modules', 'target', 'dist']);
const SYMBOL = /^\s*(?:export\s+)?(?:default\s+)?(?:public\s+|async\s+|static\s+|final\s+)*(function|class|interface|record|enum|const|let|var)\s+([A-Za-z_$][\w$]*)/;

/** A folder, confined: a path that leads out of it is refused, also by symbolic links. */
export class Project {
  constructor(root) {
    this.root = realpathSync(root);
  }

  read(path) {
    const file = this.#inside(path);
    if (statSync(file).size > MOST_BYTES) throw new Error(`${path} is larger than ${MOST_BYTES} bytes`);
    return readFileSync(file, 'utf8');
  }

  list(path, recursive) {
    const base = this.#inside(path);
    return recursive ? this.#files(base).map((file) => this.#name(file)) : readdirSync(base).sort();
  }

  find(mask) {
    const pattern = new RegExp(`^${mask.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);
    return this.list('.', true).filter((name) => pattern.test(name.split('/').at(-1)));
  }

  search(pattern) {
    const regex = new RegExp(pattern);
    return this.#lines().filter(({ text }) => regex.test(text)).slice(0, 100);
  }

  symbols(path) {
    return this.read(path).split('\n').flatMap((text, i) => symbol(path, text, i));
  }

  symbol(name) {
    return this.#lines().flatMap(({ path, line, text }) => symbol(path, text, line - 1)).filter((each) => each.name === name);
  }

  references(name) {
    return this.search(`\\b${name.replace(/[^\w$]/g, '')}\\b`);
  }

  #lines() {
    return this.#files(this.root).flatMap((file) => {
      const path = this.#name(file);
      return this.read(path).split('\n').map((text, i) => ({ path, line: i + 1, text }));
    });
  }

  #files(folder, found = []) {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name) || found.length >= MOST_FILES) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) this.#files(path, found);
      else if (entry.isFile() && statSync(path).size <= MOST_BYTES) found.push(path);
    }
    return found;
  }

  #inside(path) {
    const real = realpathSync(join(this.root, path));
    if (real !== this.root && !real.startsWith(this.root + sep)) throw new Error(`${path} is outside the project`);
    return real;
  }

  #name(file) {
    return relative(this.root, file).split(sep).join('/');
  }
}

function symbol(path, text, index) {
  const found = SYMBOL.exec(text);
  return found ? [{ path, line: index + 1, kind: found[1], name: found[2] }] : [];
}
