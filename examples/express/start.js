import { fileURLToPath } from 'node:url';
import { start } from '../shared/start.js';
import { createBackend } from './backend.js';

const database = fileURLToPath(new URL('sessions.sqlite', import.meta.url));

await start((options) =>
  createBackend({ ...options, database, renewTokens: process.env.HEALING !== 'off' }),
);
