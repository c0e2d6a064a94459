import type { Sender } from '../../../fakes/lambda/events.js';
import { decisionSuite } from '../../../suites/decisions.js';
import { renewalSuite } from '../../../suites/renewal.js';
import { renewalLoopSuite } from '../../../suites/renewal-loop.js';
import { lambdaApp } from './apps/lambda.js';
import { lambdaStreamApp } from './apps/lambda-stream.js';

const SENDERS: readonly Sender[] = [
  'HTTP API',
  'HTTP API, format 1.0',
  'function URL',
  'REST API',
  'ALB with multi-value headers',
  'ALB without multi-value headers',
];

// A load balancer does not stream.
const STREAMING: readonly Sender[] = ['function URL', 'REST API'];

const apps = [...SENDERS.map(lambdaApp), ...STREAMING.map(lambdaStreamApp)];

for (const app of apps) {
  renewalSuite(app);
  decisionSuite(app, 'lambda');
  renewalLoopSuite(app);
}
