import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escape } from '../src/html.mjs';

test('markup is escaped', () => {
  assert.equal(escape(`<b a="1">'&`), '&lt;b a=&quot;1&quot;&gt;&#39;&amp;');
});
