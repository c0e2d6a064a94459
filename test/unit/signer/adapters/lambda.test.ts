import { decisionSuite } from '../../../suites/decisions.js';
import { renewalSuite } from '../../../suites/renewal.js';
import { renewalLoopSuite } from '../../../suites/renewal-loop.js';
import { lambdaApps } from './apps/lambda-stream.js';

for (const app of lambdaApps()) {
  renewalSuite(app);
  decisionSuite(app, 'lambda');
  renewalLoopSuite(app);
}
