import { decisionSuite } from '../../../suites/decisions.js';
import { renewalSuite } from '../../../suites/renewal.js';
import { renewalLoopSuite } from '../../../suites/renewal-loop.js';
import { httpApp } from './apps/http.js';

renewalSuite(httpApp);
renewalLoopSuite(httpApp);
decisionSuite(httpApp, 'node');
