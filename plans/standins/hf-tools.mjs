// The Hugging Face hub in memory: three models, two data sets.
import { schema } from './stdio.mjs';

const MODELS = [
  { id: 'example/code-small', task: 'text-generation', downloads: 48210, license: 'apache-2.0' },
  { id: 'example/embed-mini', task: 'feature-extraction', downloads: 190455, license: 'mit' },
  { id: 'example/speech-base', task: 'automatic-speech-recognition', downloads: 7034, license: 'cc-by-4.0' },
];
const DATASETS = [
  { id: 'example/tickets', rows: 12000, license: 'cc0-1.0' },
  { id: 'example/reviews', rows: 51000, license: 'cc-by-4.0' },
];
const matching = (entries) => ({ query }) => entries.filter((each) => JSON.stringify(each).toLowerCase().includes(query.toLowerCase()));
const tool = (name, description, fields, run) => ({ name, description, inputSchema: schema(fields), run });

/** Eight tools in the manner of evalstate/hf-mcp-server. */
export const tools = [
  tool('hf_whoami', 'Who is signed in', {}, () => 'rehearsal (stand-in)'),
  tool('model_search', 'Search models', { query: 'string' }, matching(MODELS)),
  tool('dataset_search', 'Search data sets', { query: 'string' }, matching(DATASETS)),
  tool('space_search', 'Search spaces', { query: 'string' }, () => []),
  tool('paper_search', 'Search papers', { query: 'string' }, () => []),
  tool('hub_repo_search', 'Search all repositories', { query: 'string' }, matching([...MODELS, ...DATASETS])),
  tool('hub_repo_details', 'One repository', { repo_id: 'string' }, ({ repo_id }) => [...MODELS, ...DATASETS].find((each) => each.id === repo_id) ?? 'not found'),
  tool('hf_doc_search', 'Search the documentation', { query: 'string' }, () => []),
];
