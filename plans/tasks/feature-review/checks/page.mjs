// What the page must show.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CELLS = [
  ['T-10', 'Tea &amp; honey', '0', '20', '20'],
  ['F-11', 'Filter &quot;fine&quot;', '12', '25', '13'],
  ['G-02', 'Grinder &lt;S&gt;', '1', '5', '4'],
];

/** Asks the running service for the page and lets its module run. */
export async function checkPage(url) {
  const html = await (await fetch(`${url}/low-stock.html`)).text();
  assert.match(html, /<h1\b[^>]*>\s*Low stock\s*<\/h1>/, 'the heading');
  assert.match(html, /<tbody\b[^>]*id="items"/, 'the table body');
  assert.match(html, /<p\b(?=[^>]*id="note")(?=[^>]*role="status")/, 'the note');
  assert.match(html, /low-stock\.mjs/, 'the page loads its module');
  assert.match(await (await fetch(`${url}/index.html`)).text(), /href="\/?low-stock\.html"/, 'the start page links to it');

  const { real, empty, refused, silent } = seen(url);
  assert.deepEqual(cells(real.items), CELLS, 'the rows of the products that are low');
  assert.equal(real.note, '3 products are low.', 'the note');
  assert.deepEqual([cells(empty.items), empty.note], [[], 'Nothing is low.'], 'nothing is low');
  for (const failed of [refused, silent]) {
    assert.equal(failed.note, 'The stock cannot be read now.', 'the note when the stock cannot be read');
  }
}

function cells(html) {
  const rows = [...html.matchAll(/<tr\b[^>]*>([\s\S]*?)<\/tr>/g)].map((match) => match[1]);
  return rows.map((row) => [...row.matchAll(/<t[dh]\b[^>]*>([\s\S]*?)<\/t[dh]>/g)].map((match) => match[1].trim().replaceAll('&#34;', '&quot;')));
}

function seen(url) {
  const nonce = randomUUID();
  const script = join(dirname(fileURLToPath(import.meta.url)), 'browser.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [script, url, nonce], {
    env: { PATH: process.env.PATH ?? '' },
    encoding: 'utf8',
    timeout: 10_000,
  });
  const line = stdout.split('\n').find((each) => each.startsWith(`seen ${nonce} `));
  assert.ok(line, `the page's module shows the stock; it said: ${stderr.slice(-500)}`);
  return JSON.parse(line.slice(`seen ${nonce} `.length));
}
