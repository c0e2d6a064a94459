import { cookieReadSuite } from '../suites/cookie-read.js';
import { edgeSuite } from '../suites/edge.js';
import { artifact } from '../suites/edge-artifact.js';
import { EDGE_LIMITS, EMBEDDED_LIMITS, RUNTIME_1_LIMITS } from '../suites/edge-limits.js';
import { judging } from '../suites/edge-verdict.js';
import { secretSuite } from '../suites/secret.js';
import { tokenVerifySuite } from '../suites/token-verify.js';
import { describeEachEngine } from './each.js';

// The built file, on the engine that CloudFront's is derived from.
describeEachEngine((engine, version) => {
  const edges = {
    'kvs on 2.0': artifact('kvs', 'cloudfront-js-2.0', EDGE_LIMITS, engine),
    'embedded on 2.0': artifact('embedded', 'cloudfront-js-2.0', EMBEDDED_LIMITS, engine),
    // njs 0.8.0 removed String.bytesFrom.
    ...(version === '0.7.9' && {
      'embedded on 1.0': artifact('embedded', 'cloudfront-js-1.0', RUNTIME_1_LIMITS, engine),
    }),
  };
  for (const [name, edge] of Object.entries(edges)) {
    edgeSuite(name, edge);
    tokenVerifySuite(name, judging(edge));
    secretSuite(name, judging(edge));
    cookieReadSuite(name, judging(edge));
  }
});
