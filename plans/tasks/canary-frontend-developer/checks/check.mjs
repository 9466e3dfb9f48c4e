// Renders cards in a process of their own and looks at the HTML as a browser's parser would.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const PRODUCTS = [
  { sku: 'T-100', name: 'Tea', cents: 124950, currency: 'CHF', inStock: true },
  { sku: 'K-7', name: 'Kettle', cents: 5, currency: 'EUR', inStock: false },
  { sku: 'x" onload="evil()', name: '<img src=x onerror=evil()>', cents: 100, currency: '<i>', inStock: true },
  { sku: 'B-1', name: 'Boiler', cents: 123456789, currency: 'CHF', inStock: true },
];
const PRICES = ['CHF 1’249.50', 'EUR 0.05', '&lt;i&gt; 1.00', 'CHF 1’234’567.89'];

const cards = rendered(PRODUCTS);
cards.forEach((card, i) => {
  const { name, inStock } = PRODUCTS[i];
  assert.match(card.trim(), /^<article\b[^>]*>[\s\S]*<\/article>$/, `${name}: one article`);
  const article = /^<article\b([^>]*)>/.exec(card.trim())[1];
  assert.match(article, /class="[^"]*\bprice-card\b[^"]*"/, `${name}: class price-card`);
  assert.equal((card.match(/<button\b/g) ?? []).length, 1, `${name}: one button`);
  assert.equal(/<button\b[^>]*\bdisabled\b/.test(card), !inStock, `${name}: button disabled when sold out`);
  assert.equal(/<p\b(?=[^>]*class="stock")(?=[^>]*role="status")[^>]*>\s*Sold out\s*<\/p>/.test(card), !inStock, `${name}: sold-out notice`);
  assert.ok(new RegExp(`class="price"[^>]*>\\s*${PRICES[i].replace(/[.]/g, '\\.')}\\s*<`).test(card), `${name}: price reads ${PRICES[i]}`);
});
assert.match(cards[0], /^\s*<article\b[^>]*aria-labelledby="pc-T-100"/, 'the article is labelled by its heading');
assert.match(cards[0], /<h3\b[^>]*id="pc-T-100"[^>]*>\s*Tea\s*<\/h3>/, 'the heading has the id and the name');
assert.doesNotMatch(cards[2], /<img|onload="|<i>/, 'hostile fields are escaped');

const css = readFileSync('public/price-card.css', 'utf8').toLowerCase().replace(/\s+/g, ' ');
for (const token of ['--brand: ?#0b5c6f', '--surface: ?#f6f3ec', '--focus: ?#d9480f']) {
  assert.match(css, new RegExp(token), `the style sheet defines ${token.split(':')[0]}`);
}
assert.match(css, /min-height: ?44px/, 'targets are at least 44px high');
assert.match(css, /:focus(-visible)?[^{]*\{[^}]*outline: ?3px solid var\(--focus\)/, 'focus is shown');
const tests = spawnSync(process.execPath, ['--test'], { env: { PATH: process.env.PATH ?? '' }, encoding: 'utf8', timeout: 15_000 });
assert.equal(tests.status, 0, `the tests pass; they said: ${tests.stdout?.slice(-1000)}`);
console.log('the cards follow the design guide');

function rendered(products) {
  const nonce = randomUUID();
  const script = join(dirname(fileURLToPath(import.meta.url)), 'cards.mjs');
  const { stdout } = spawnSync(process.execPath, [script, 'src/price-card.mjs', JSON.stringify(products), nonce], {
    env: { PATH: process.env.PATH ?? '' },
    encoding: 'utf8',
    timeout: 10_000,
  });
  const line = stdout.split('\n').find((each) => each.startsWith(`cards ${nonce} `));
  assert.ok(line, 'src/price-card.mjs exports priceCard and renders four cards');
  return JSON.parse(line.slice(`cards ${nonce} `.length));
}
