// Builds the workspace in two other folders at other file times, and compares every byte.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = [];
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const [first, second] = [built(1_600_000_000), built(1_700_000_000)];
const manifest = readFileSync(join(first.folder, 'dist/manifest.json'));
assert.ok(manifest.equals(readFileSync(join(second.folder, 'dist/manifest.json'))), 'two builds have the same manifest');

const names = readdirSync('src').sort();
const files = names.map((name) => ({ name, sha256: sha256(readFileSync(join('src', name))) }));
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
assert.equal(manifest.toString(), `${JSON.stringify({ version, files }, null, 2)}\n`, 'the manifest, byte by byte');
for (const name of names) {
  assert.ok(readFileSync(join(first.folder, 'dist', name)).equals(readFileSync(join('src', name))), `dist/${name} is the source`);
}

const id = sha256(manifest).slice(0, 12);
assert.equal(first.said, `build id: ${id}`, 'the last line is the build id');
const changed = built(1_600_000_000, (folder) => appendFileSync(join(folder, 'src', names[0]), '\n// changed\n'));
assert.notEqual(changed.said, first.said, 'another source has another build id');

const note = readFileSync('RELEASE.md', 'utf8');
assert.ok(note.includes(id) && note.includes(version), 'RELEASE.md has version and build id');
assert.match(readFileSync('.gitignore', 'utf8'), /^\/?dist\/?$/m, 'dist/ is ignored');
const stages = JSON.parse(readFileSync('ci/pipeline.json', 'utf8')).stages;
assert.deepEqual(stages.map(({ name, needs }) => [name, needs]), [['test', []], ['build', ['test']], ['deploy', ['build']]], 'test, build, deploy');
console.log(`reproducible: ${id}`);

/** Builds a copy whose files all have this time (seconds). */
function built(time, change = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), 'build-'));
  folders.push(folder);
  cpSync('.', folder, { recursive: true, filter: (path) => path !== 'dist' });
  change(folder);
  readdirSync(join(folder, 'src')).forEach((name) => utimesSync(join(folder, 'src', name), time, time));
  const env = { PATH: process.env.PATH ?? '', TZ: time % 2 ? 'UTC' : 'Asia/Tokyo' };
  const { status, stdout } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, env, encoding: 'utf8', timeout: 10_000 });
  assert.equal(status, 0, 'the build ends well');
  return { folder, said: stdout.trim().split('\n').at(-1) };
}
