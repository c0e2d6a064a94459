import { MARK, reportOn } from './report.js';
import { SUITES } from './suites.js';

console.log(MARK + JSON.stringify(await reportOn(SUITES)));
process.exit(0);
