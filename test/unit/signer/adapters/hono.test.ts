import { decisionSuite } from '../../../suites/decisions.js';
import { renewalSuite } from '../../../suites/renewal.js';
import { renewalLoopSuite } from '../../../suites/renewal-loop.js';
import { honoApp } from './apps/hono.js';

renewalSuite(honoApp);
renewalLoopSuite(honoApp);
decisionSuite(honoApp, 'hono');
