// Shows a process with the tokens where they stand. The tokens come from the list on the page, which
// live.js keeps fresh.
const deployment = document.getElementById('main').dataset.deployment;
const canvasBox = document.getElementById('diagram');
const viewer = new window.BpmnJS({
  container: canvasBox,
  bpmnRenderer: {
    defaultFillColor: 'var(--diagram-fill)',
    defaultStrokeColor: 'var(--diagram-stroke)',
    defaultLabelColor: 'var(--diagram-stroke)'
  }
});
const READABLE = 0.8;
const ROOT = 'swarm-deployment';
let shown = null;
let marked = [];

function wanted() {
  const named = new URLSearchParams(location.hash.slice(1)).get('process');
  return document.getElementById(`tab-${named}`) ? named : ROOT;
}

function counts(process) {
  const byActivity = new Map();
  for (const token of document.querySelectorAll('#tokens [data-activity]')) {
    if (token.dataset.process !== process) continue;
    const id = token.dataset.activity;
    byActivity.set(id, (byActivity.get(id) ?? 0) + 1);
  }
  return byActivity;
}

function overlay(count, called) {
  const badge = document.createElement(called ? 'button' : 'span');
  badge.className = 'token';
  badge.textContent = String(count);
  badge.title = called ? `${count} running: open ${called}` : `${count} running`;
  if (called) badge.addEventListener('click', () => open(called));
  return badge;
}

function calledBy(element) {
  return element?.businessObject?.calledElement;
}

function drawTokens() {
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  const registry = viewer.get('elementRegistry');
  for (const id of marked) if (registry.get(id)) canvas.removeMarker(id, 'stands-here');
  overlays.remove({ type: 'token' });
  marked = [];
  for (const [id, count] of counts(shown)) {
    const element = registry.get(id);
    if (!element) continue;
    canvas.addMarker(id, 'stands-here');
    marked.push(id);
    const html = overlay(count, calledBy(element));
    overlays.add(id, 'token', { position: { top: -12, right: 14 }, html });
  }
}

function selectTab(process) {
  for (const tab of document.querySelectorAll('#processes [role=tab]')) {
    const selected = tab.dataset.process === process;
    tab.setAttribute('aria-selected', String(selected));
    tab.tabIndex = selected ? 0 : -1;
  }
}

async function show(process) {
  selectTab(process);
  if (shown === process) return drawTokens();
  const answer = await fetch(`/api/deployments/${deployment}/diagram/${process}`, {
    headers: { 'X-Requested-With': 'XMLHttpRequest' }
  });
  if (!answer.ok) return;
  await viewer.importXML(await answer.text());
  shown = process;
  marked = [];
  canvasBox.dataset.shown = process;
  drawTokens();
  showTokens();
}

function showWhole() {
  return viewer.get('canvas').zoom('fit-viewport', 'auto');
}

/** Wide diagrams are not readable as a whole: they open at their first token. */
function showTokens() {
  if (showWhole() >= READABLE) return;
  const canvas = viewer.get('canvas');
  canvas.zoom(READABLE);
  canvas.scrollToElement(marked[0] ?? canvas.getRootElement().children[0], 80);
}

function open(process) {
  location.hash = process === ROOT ? '' : `process=${process}`;
}

function move(tabs, from, by) {
  const to = tabs[(tabs.indexOf(from) + by + tabs.length) % tabs.length];
  to.focus();
  open(to.dataset.process);
}

document.addEventListener('click', (event) => {
  const tab = event.target.closest('#processes [role=tab]');
  if (tab) open(tab.dataset.process);
});
document.addEventListener('keydown', (event) => {
  const tab = event.target.closest('#processes [role=tab]');
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (tab && by) move([...document.querySelectorAll('#processes [role=tab]')], tab, by);
});
viewer.on('element.click', ({ element }) => {
  const called = calledBy(element);
  if (called && document.getElementById(`tab-${called}`)) open(called);
});
document.getElementById('whole').addEventListener('click', showWhole);
document.getElementById('to-tokens').addEventListener('click', showTokens);
window.addEventListener('hashchange', () => show(wanted()));
document.addEventListener('muster:fresh', () => show(wanted()));
show(wanted());
