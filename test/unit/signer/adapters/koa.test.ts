import { decisionSuite } from '../../../suites/decisions.js';
import { renewalSuite } from '../../../suites/renewal.js';
import { renewalLoopSuite } from '../../../suites/renewal-loop.js';
import { koaApp } from './apps/koa.js';

renewalSuite(koaApp);
renewalLoopSuite(koaApp);
decisionSuite(koaApp, 'koa');
