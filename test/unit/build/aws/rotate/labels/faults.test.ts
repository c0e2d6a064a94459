import { startBackend, startSingleBackend } from '../backends.js';
import { drill } from '../drill.js';
import { TTL } from '../site.js';
import { STAGES } from './stages.js';

drill(STAGES, (site) => [startBackend(site), startSingleBackend(site, TTL)]);
