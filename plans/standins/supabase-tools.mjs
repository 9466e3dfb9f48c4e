// Supabase in memory: one project, two tables, nothing that can be changed.
import { schema } from './stdio.mjs';

const PROJECT = { id: 'shop-staging', name: 'Shop staging', region: 'eu-central-1', status: 'ACTIVE_HEALTHY' };
const TABLES = [
  { schema: 'public', name: 'orders', rows: 1284, rls_enabled: true },
  { schema: 'public', name: 'customers', rows: 412, rls_enabled: false },
];
const refused = () => {
  throw new Error('this stand-in runs no SQL and changes nothing');
};
const tool = (name, description, fields, run, readOnly = true) => ({ name, description, inputSchema: schema(fields), run, readOnly });

/** Ten of the real server's tools. */
export const tools = [
  tool('list_projects', 'Projects', {}, () => [PROJECT]),
  tool('get_project', 'One project', { id: 'string' }, ({ id }) => (id === PROJECT.id ? PROJECT : 'not found')),
  tool('list_tables', 'Tables of a project', { project_id: 'string' }, () => TABLES),
  tool('list_extensions', 'Extensions of a project', { project_id: 'string' }, () => ['pgcrypto', 'uuid-ossp']),
  tool('list_migrations', 'Migrations of a project', { project_id: 'string' }, () => ['20260901120000_orders', '20261012093000_customers']),
  tool('apply_migration', 'Apply a migration', { project_id: 'string', name: 'string', query: 'string' }, refused, false),
  tool('execute_sql', 'Run SQL', { project_id: 'string', query: 'string' }, refused, false),
  tool('get_logs', 'Recent log lines', { project_id: 'string', service: 'string' }, () => []),
  tool('get_advisors', 'Advisory notices', { project_id: 'string', type: 'string' }, () => [{ name: 'rls_disabled_in_public', table: 'customers', level: 'ERROR' }]),
  tool('get_project_url', 'API address of a project', { project_id: 'string' }, () => 'https://shop-staging.example.invalid'),
];
