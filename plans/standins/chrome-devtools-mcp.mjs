// Stand-in for chrome-devtools-mcp 0.12 to 0.17: its 26 tool names over stdio. There is no browser
// behind it: it keeps a list of pages, and every tool that needs a real page says so.
import { schema, serveStdio } from './stdio.mjs';

const pages = [{ id: 1, url: 'about:blank', selected: true }];

function opened({ url }) {
  pages.forEach((page) => (page.selected = false));
  pages.push({ id: Math.max(...pages.map((page) => page.id)) + 1, url, selected: true });
  return pages;
}

function selected({ pageId }) {
  const page = pages.find((each) => each.id === pageId);
  if (!page) throw new Error(`no page ${pageId}`);
  pages.forEach((each) => (each.selected = each === page));
  return pages;
}

function closed({ pageId }) {
  if (pages.length === 1) throw new Error('The last open page cannot be closed.');
  const at = pages.findIndex((page) => page.id === pageId);
  if (at < 0) throw new Error(`no page ${pageId}`);
  const [gone] = pages.splice(at, 1);
  if (gone.selected) pages[0].selected = true;
  return pages;
}

function navigated({ url }) {
  pages.find((page) => page.selected).url = url;
  return pages;
}

const real = {
  list_pages: [{}, () => pages],
  new_page: [{ url: 'string' }, opened],
  select_page: [{ pageId: 'number' }, selected],
  close_page: [{ pageId: 'number' }, closed],
  navigate_page: [{ url: 'string' }, navigated],
  list_console_messages: [{}, () => []],
  list_network_requests: [{}, () => []],
};
const needPage = {
  click: { uid: 'string' },
  drag: { from_uid: 'string', to_uid: 'string' },
  emulate: { networkConditions: 'string?', cpuThrottlingRate: 'number?' },
  evaluate_script: { function: 'string' },
  fill: { uid: 'string', value: 'string' },
  fill_form: { elements: 'object[]' },
  get_console_message: { msgid: 'number' },
  get_network_request: { reqid: 'number?' },
  handle_dialog: { action: 'string' },
  hover: { uid: 'string' },
  performance_analyze_insight: { insightName: 'string' },
  performance_start_trace: { reload: 'boolean', autoStop: 'boolean' },
  performance_stop_trace: {},
  press_key: { key: 'string' },
  resize_page: { width: 'number', height: 'number' },
  take_screenshot: { format: 'string?' },
  take_snapshot: { verbose: 'boolean?' },
  upload_file: { uid: 'string', filePath: 'string' },
  wait_for: { text: 'string' },
};

const noBrowser = (name) => () => {
  throw new Error(`${name} needs a browser, and this stand-in has none`);
};
const describe = (name) => `${name.replaceAll('_', ' ')} (stand-in)`;

serveStdio({
  name: 'chrome-devtools-mcp',
  title: 'chrome-devtools-mcp',
  tools: [
    ...Object.entries(real).map(([name, [fields, run]]) => ({ name, description: describe(name), inputSchema: schema(fields), run })),
    ...Object.entries(needPage).map(([name, fields]) => ({ name, description: describe(name), inputSchema: schema(fields), run: noBrowser(name) })),
  ],
});
