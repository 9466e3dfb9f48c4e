// Stand-in for oraios/serena: 23 of its tool names over stdio. Questions are answered by plain text
// search in the project folder (first argument, else the working folder); nothing is ever changed.
import { Project } from './project.mjs';
import { schema, serveStdio } from './stdio.mjs';

let project = new Project(process.argv[2] ?? process.cwd());
const memories = new Map();

function remembered(name) {
  if (!memories.has(name)) throw new Error(`no memory ${name}`);
  return memories.get(name);
}

function activate({ project: folder }) {
  project = new Project(folder);
  return `project ${folder} is active`;
}

function edited({ memory_name, needle, repl }) {
  memories.set(memory_name, remembered(memory_name).replace(needle, repl));
  return 'edited';
}

const none = {};
const named = { memory_name: 'string' };
const body = { name_path: 'string', relative_path: 'string', body: 'string' };
const readOnly = (name) => () => {
  throw new Error(`${name}: this stand-in changes nothing`);
};

const tools = {
  activate_project: [{ project: 'string' }, activate],
  check_onboarding_performed: [none, () => (memories.size > 0 ? 'Onboarding was performed.' : 'Onboarding was not performed yet.')],
  delete_memory: [named, ({ memory_name }) => (memories.delete(memory_name) ? 'deleted' : remembered(memory_name))],
  edit_memory: [{ ...named, needle: 'string', repl: 'string' }, edited],
  execute_shell_command: [{ command: 'string' }, readOnly('execute_shell_command')],
  find_file: [{ file_mask: 'string', relative_path: 'string?' }, ({ file_mask }) => project.find(file_mask)],
  find_referencing_symbols: [{ name_path: 'string', relative_path: 'string?' }, ({ name_path }) => project.references(name_path)],
  find_symbol: [{ name_path: 'string', relative_path: 'string?' }, ({ name_path }) => project.symbol(name_path)],
  get_current_config: [none, () => ({ project: project.root, context: 'ide-assistant', backend: 'text search (stand-in)' })],
  get_symbols_overview: [{ relative_path: 'string' }, ({ relative_path }) => project.symbols(relative_path)],
  insert_after_symbol: [body, readOnly('insert_after_symbol')],
  insert_before_symbol: [body, readOnly('insert_before_symbol')],
  list_dir: [{ relative_path: 'string', recursive: 'boolean' }, ({ relative_path, recursive }) => project.list(relative_path, recursive)],
  list_memories: [none, () => [...memories.keys()]],
  onboarding: [none, () => 'Read the README and the build file, then write what you learn with write_memory.'],
  read_file: [{ relative_path: 'string' }, ({ relative_path }) => project.read(relative_path)],
  read_memory: [named, ({ memory_name }) => remembered(memory_name)],
  rename_symbol: [{ name_path: 'string', relative_path: 'string', new_name: 'string' }, readOnly('rename_symbol')],
  replace_symbol_body: [body, readOnly('replace_symbol_body')],
  search_for_pattern: [{ substring_pattern: 'string' }, ({ substring_pattern }) => project.search(substring_pattern)],
  switch_modes: [{ modes: 'string[]' }, ({ modes }) => `modes: ${modes.join(', ')}`],
  think_about_collected_information: [none, () => 'Is what you collected enough, and does it fit the task?'],
  write_memory: [{ ...named, content: 'string' }, ({ memory_name, content }) => { memories.set(memory_name, content); return 'written'; }],
};
const changing = new Set(['delete_memory', 'edit_memory', 'execute_shell_command', 'insert_after_symbol', 'insert_before_symbol', 'rename_symbol', 'replace_symbol_body', 'write_memory']);

serveStdio({
  name: 'serena',
  title: 'serena',
  tools: Object.entries(tools).map(([name, [fields, run]]) => ({
    name,
    description: `${name.replaceAll('_', ' ')} (stand-in)`,
    inputSchema: schema(fields),
    readOnly: !changing.has(name),
    run,
  })),
});
