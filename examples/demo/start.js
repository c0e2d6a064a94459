import { createBackend } from './backend.js';
import { start } from './run.js';

await start(createBackend);
