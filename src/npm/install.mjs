// Installs what a package-lock.json names. Runs npm only when the lock has changed, so that a build
// works offline once it has worked.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const locked = ['package.json', 'package-lock.json'];

function fingerprint(source) {
  const hash = createHash('sha256').update(process.version.split('.')[0]);
  for (const file of locked) hash.update(readFileSync(join(source, file)));
  return hash.digest('hex');
}

function installed(stamp, wanted) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function requireSpace(target, megabytes) {
  const { bavail, bsize } = statfsSync(target);
  const free = Math.floor((bavail * bsize) / 2 ** 20);
  if (free < megabytes) fail(`${target} needs ${megabytes} MB, and ${free} MB are free there: nothing was installed`);
}

/** Copies the files from source to target and installs there; other files that npm needs are extra. */
export function install(source, target, { extra = [], megabytes = 0 } = {}) {
  const stamp = join(target, '.installed');
  mkdirSync(target, { recursive: true });
  for (const file of [...locked, '.npmrc', ...extra]) {
    rmSync(join(target, file), { recursive: true, force: true });
    cpSync(join(source, file), join(target, file), { recursive: true });
  }
  const wanted = fingerprint(source);
  if (installed(stamp, wanted)) return;
  requireSpace(target, megabytes);
  rmSync(stamp, { force: true });
  const npm = spawnSync('npm', ['ci', '--prefer-offline', '--loglevel=error'], { cwd: target, stdio: 'inherit' });
  if (npm.status !== 0) fail(`npm ci failed in ${target}: ${npm.error ? npm.error.message : 'see above'}`);
  writeFileSync(stamp, wanted);
}
