import { decisionSuite } from '../../../suites/decisions.js';
import { renewalSuite } from '../../../suites/renewal.js';
import { renewalLoopSuite } from '../../../suites/renewal-loop.js';
import { fastifyApp } from './apps/fastify.js';

renewalSuite(fastifyApp);
renewalLoopSuite(fastifyApp);
decisionSuite(fastifyApp, 'fastify');
