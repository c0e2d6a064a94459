import { decisionSuite } from '../../../suites/decisions.js';
import { renewalSuite } from '../../../suites/renewal.js';
import { renewalLoopSuite } from '../../../suites/renewal-loop.js';
import { expressApp } from './apps/express.js';

renewalSuite(expressApp);
renewalLoopSuite(expressApp);
decisionSuite(expressApp, 'node');
