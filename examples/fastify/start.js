import { start } from '../shared/start.js';
import { createBackend } from './backend.js';

await start(createBackend);
