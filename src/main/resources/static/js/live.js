// Keeps a page fresh: fetches the page itself and replaces the parts that changed. The server
// writes every figure once, for people without scripts and for those with.
const EVERY = 1500;
const connection = document.getElementById('connection');

/** Where the keyboard is, so that a replaced part gives it back. */
function focusedIn(part) {
  return [...part.querySelectorAll('a, button, summary')].indexOf(document.activeElement);
}

function swap(old, fresh) {
  const focused = focusedIn(old);
  const open = new Map([...old.querySelectorAll('details[id]')].map((d) => [d.id, d.open]));
  for (const details of fresh.querySelectorAll('details[id]')) {
    if (open.has(details.id)) details.open = open.get(details.id);
  }
  old.replaceWith(fresh);
  if (focused >= 0) fresh.querySelectorAll('a, button, summary')[focused]?.focus();
}

const last = new Map();

/** Compared with what the server wrote last time, since scripts may have touched the page. */
function update(fresh) {
  let changed = false;
  for (const part of fresh.querySelectorAll('[data-live]')) {
    const old = document.getElementById(part.id);
    if (!old || last.get(part.id) === part.outerHTML) continue;
    last.set(part.id, part.outerHTML);
    if (old.outerHTML === part.outerHTML) continue;
    swap(old, document.adoptNode(part));
    changed = true;
  }
  if (changed) document.dispatchEvent(new CustomEvent('muster:fresh'));
}

/** Parts that come into being later, such as the figures once the plan is frozen. */
function grown(fresh) {
  return fresh.querySelectorAll('[data-live]').length !== document.querySelectorAll('[data-live]').length;
}

async function poll() {
  const answer = await fetch(location.pathname, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
  if (answer.redirected) return say('You are logged out: load this page again.');
  if (!answer.ok) return say('Muster does not answer; trying again.');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (grown(fresh)) return location.reload();
  say('');
  update(fresh);
}

function say(text) {
  if (connection && connection.textContent !== text) connection.textContent = text;
}

async function next() {
  try {
    if (!document.hidden) await poll();
  } catch {
    say('Muster does not answer; trying again.');
  }
  setTimeout(next, EVERY);
}

setTimeout(next, EVERY);
