import { renewalSuite } from '../../../suites/renewal.js';
import { renewalLoopSuite } from '../../../suites/renewal-loop.js';
import { httpApp } from './apps/http.js';

renewalSuite(httpApp);
renewalLoopSuite(httpApp);
