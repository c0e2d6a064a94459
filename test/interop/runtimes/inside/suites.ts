import { renewalSuite } from '../../../suites/renewal.js';
import type { Suites } from './report.js';

/** Each is loaded when its turn comes, so that one that does not load leaves the others. */
export const SUITES: Suites = {
  signer: () => import('../../../vectors/signer.test.js'),
  async Fetch() {
    renewalSuite((await import('../../../unit/signer/adapters/apps/fetch.js')).fetchApp);
  },
  async Hono() {
    renewalSuite((await import('../../../unit/signer/adapters/apps/hono.js')).honoApp);
  },
  async 'node:http'() {
    renewalSuite((await import('../../../unit/signer/adapters/apps/http.js')).httpApp);
  },
  async Express() {
    renewalSuite((await import('../../../unit/signer/adapters/apps/express.js')).expressApp);
  },
  async Koa() {
    renewalSuite((await import('../../../unit/signer/adapters/apps/koa.js')).koaApp);
  },
  async Fastify() {
    renewalSuite((await import('../../../unit/signer/adapters/apps/fastify.js')).fastifyApp);
  },
  async Lambda() {
    const { lambdaApps } = await import('../../../unit/signer/adapters/apps/lambda-stream.js');
    lambdaApps().forEach(renewalSuite);
  },
};
