// Runs in its own process, below the check: loads the page's module as the service serves it, with a
// document that has just the page's two elements, and prints what a visitor would see.
const [, , url, nonce] = process.argv;
const source = await (await fetch(`${url}/low-stock.mjs`)).text();
const { show } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const seen = {};
seen.real = await shown((path) => fetch(new URL(path, url)));
seen.empty = await shown(async () => Response.json({ items: [] }));
seen.refused = await shown(async () => new Response('no', { status: 503 }));
seen.silent = await shown(() => Promise.reject(new TypeError('fetch failed')));
console.log(`seen ${nonce} ${JSON.stringify(seen)}`);

async function shown(fetcher) {
  const elements = { items: { innerHTML: '' }, note: { textContent: '' } };
  const byId = (id) => elements[id] ?? null;
  const document = { getElementById: byId, querySelector: (selector) => byId(selector.slice(1)) };
  await show(document, fetcher);
  return { items: elements.items.innerHTML, note: elements.note.textContent };
}
