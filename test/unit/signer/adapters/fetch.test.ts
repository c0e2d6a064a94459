import { decisionSuite } from '../../../suites/decisions.js';
import { renewalSuite } from '../../../suites/renewal.js';
import { renewalLoopSuite } from '../../../suites/renewal-loop.js';
import { fetchApp } from './apps/fetch.js';

renewalSuite(fetchApp);
renewalLoopSuite(fetchApp);
decisionSuite(fetchApp, 'fetch');
