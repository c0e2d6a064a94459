import { renewalSuite } from '../../../suites/renewal.js';
import { renewalLoopSuite } from '../../../suites/renewal-loop.js';
import { expressApp } from './apps/express.js';

renewalSuite(expressApp);
renewalLoopSuite(expressApp);
