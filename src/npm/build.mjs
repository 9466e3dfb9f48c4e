// Installs what package-lock.json names into target/npm and copies the viewer into the classes.
// Runs npm only when the lock has changed, so that a build works offline once it has worked.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [target, classes] = process.argv.slice(2);
const source = dirname(fileURLToPath(import.meta.url));
const files = ['package.json', 'package-lock.json', '.npmrc', '.bpmnlintrc', 'bpmnlint-plugin-muster'];
const viewer = ['bpmn-navigated-viewer.production.min.js', 'assets'];

function fingerprint() {
  const hash = createHash('sha256').update(process.version.split('.')[0]);
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(source, file)));
  return hash.digest('hex');
}

function installed(stamp, wanted) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

function install() {
  const stamp = join(target, '.installed');
  mkdirSync(target, { recursive: true });
  for (const file of files) {
    rmSync(join(target, file), { recursive: true, force: true });
    cpSync(join(source, file), join(target, file), { recursive: true });
  }
  const wanted = fingerprint();
  if (installed(stamp, wanted)) return;
  rmSync(stamp, { force: true });
  const npm = spawnSync('npm', ['ci', '--prefer-offline', '--loglevel=error'], { cwd: target, stdio: 'inherit' });
  if (npm.status !== 0) {
    console.error(`npm ci failed in ${target}: ${npm.error ? npm.error.message : 'see above'}`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

function copyViewer() {
  const from = join(target, 'node_modules', 'bpmn-js');
  const to = join(classes, 'static', 'vendor', 'bpmn-js');
  mkdirSync(to, { recursive: true });
  for (const part of viewer) cpSync(join(from, 'dist', part), join(to, part), { recursive: true });
  cpSync(join(from, 'LICENSE'), join(to, 'LICENSE'));
}

install();
copyViewer();
