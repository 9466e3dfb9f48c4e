// Installs the conformance suite, with the Node that runs it, into target/conformance.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from '../install.mjs';

install(dirname(fileURLToPath(import.meta.url)), process.argv[2], { megabytes: 400 });
