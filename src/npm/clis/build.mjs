// Installs the real CLIs and servers, with the Node that runs them, into target/clis.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from '../install.mjs';

install(dirname(fileURLToPath(import.meta.url)), process.argv[2], { megabytes: 1500 });
