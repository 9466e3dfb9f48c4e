// Installs what package-lock.json names into target/npm and copies the viewer into the classes.
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';

const [target, classes] = process.argv.slice(2);
const viewer = ['bpmn-navigated-viewer.production.min.js', 'assets'];

function copyViewer() {
  const from = join(target, 'node_modules', 'bpmn-js');
  const to = join(classes, 'static', 'vendor', 'bpmn-js');
  mkdirSync(to, { recursive: true });
  for (const part of viewer) cpSync(join(from, 'dist', part), join(to, part), { recursive: true });
  cpSync(join(from, 'LICENSE'), join(to, 'LICENSE'));
}

install(dirname(fileURLToPath(import.meta.url)), target, { extra: ['.bpmnlintrc', 'bpmnlint-plugin-muster'] });
copyViewer();
