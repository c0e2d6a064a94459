import { describe, expect, it } from 'vitest';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import { API, withFunction } from '../checks/healthy.js';
import { findDoors, withApi } from './doors.js';

const HTTP = { ViewerProtocolPolicy: 'allow-all' as const };

describe('http', () => {
  it.each([
    ['of the login', withApi(HTTP), 'serves the login path /api/auth/login'],
    ['of a guarded login', withApi(withFunction(HTTP)), 'serves the login path'],
    ['of an open API', withApi({}, { ...API, ...HTTP, PathPattern: '/graphql' }), 'takes POST'],
    [
      'of a login page in the bucket',
      withApi({}, withFunction(cacheBehavior('/api/auth/*', HTTP))),
      'serves the login path',
    ],
  ])('%s is an error', (_, site, what) => {
    expect(findDoors(site)).toMatchObject([
      { code: 'http-allowed', severity: 'error', what: expect.stringContaining(what) },
    ]);
  });

  it.each([
    ['of public files', withApi({}, cacheBehavior('/public/*', HTTP))],
    ['that redirects', withApi({ ViewerProtocolPolicy: 'redirect-to-https' })],
    ['that is refused', withApi({ ViewerProtocolPolicy: 'https-only' })],
  ])('%s is none', (_, site) => {
    expect(findDoors(site, { publicPaths: ['/public/*'] })).toEqual([]);
  });
});
