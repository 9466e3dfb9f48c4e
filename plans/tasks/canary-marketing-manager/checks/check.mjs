// Reads the texts as an editor with a list would.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const PAGE = 'https://shop.example/checkout-24';
const FORBIDDEN = /\b(best|revolutionary|guaranteed|ai-powered)\b|!/i;

const mail = readFileSync('launch/announcement.md', 'utf8');
const words = mail.split(/\s+/).filter((word) => /\w/.test(word)).length;
assert.ok(words >= 60 && words <= 140, `the announcement has 60 to 140 words, not ${words}`);
assert.match(mail, /^# /m, 'the announcement has a heading');
for (const fact of ['4 December', 'CHF 49', '60 days', PAGE]) {
  assert.ok(mail.includes(fact), `the announcement says "${fact}"`);
}
truthful('the announcement', mail);
assert.match(mail, /18 %/, 'the announcement says what the pilot showed');

const posts = JSON.parse(readFileSync('launch/posts.json', 'utf8'));
assert.deepEqual(posts.map((post) => post.channel).sort(), ['linkedin', 'mastodon', 'newsletter'], 'channels');
assert.equal(new Set(posts.map((post) => post.text)).size, 3, 'the posts differ');
for (const { channel, text } of posts) {
  assert.ok([...text].length <= 280, `${channel}: at most 280 characters, not ${[...text].length}`);
  assert.ok(text.includes(PAGE), `${channel}: address of the page`);
  truthful(channel, text);
}
console.log('the texts keep to the facts');

function truthful(where, text) {
  assert.doesNotMatch(text, FORBIDDEN, `${where}: no forbidden word`);
  const percents = [...text.matchAll(/(\d+)\s?(%|per cent|percent)/g)].map((match) => match[1]);
  assert.ok(percents.every((percent) => percent === '18'), `${where}: no invented figure`);
  if (percents.length > 0) assert.match(text, /pilot/i, `${where}: the 18 % come with the pilot`);
  const prices = [...text.matchAll(/CHF\s?(\d+)/g)].map((match) => match[1]);
  assert.ok(prices.every((price) => price === '49'), `${where}: no other price`);
}
