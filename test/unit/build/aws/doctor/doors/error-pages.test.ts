import { describe, expect, it } from 'vitest';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import { listCodes, withFunction } from '../checks/healthy.js';
import { findDoors, withBehaviors } from './doors.js';

interface Page {
  readonly ErrorCode: number;
  readonly ResponseCode?: string;
  readonly ResponsePagePath?: string;
}

const pages = (...items: Page[]) => ({
  CustomErrorResponses: { Quantity: items.length, Items: items },
});

const SHELL = { ErrorCode: 404, ResponsePagePath: '/index.html' };

describe('a custom error page that needs a login is open', () => {
  it.each([
    [403, '200'],
    [404, '404'],
    [404, undefined],
    [400, '400'],
    [414, '200'],
    [500, '500'],
    [503, '200'],
  ])('for %i, answered as %s', (ErrorCode, ResponseCode) => {
    const page = { ErrorCode, ...(ResponseCode && { ResponseCode }) };
    expect(listCodes(findDoors(pages({ ...SHELL, ...page })))).toEqual(['error-page-open']);
  });

  it('also without its slash, and on a guarded behavior that is not the default one', () => {
    const site = { ...pages({ ...SHELL, ResponsePagePath: 'app/index.html' }) };
    const guarded = withFunction(cacheBehavior('app/*.html'));
    const changes = { ...site, ...withBehaviors(guarded, cacheBehavior('/a*')) };
    expect(findDoors(changes)).toMatchObject([
      { code: 'error-page-open', what: expect.stringContaining('the behavior app/*.html runs') },
    ]);
  });

  it('beside a public prefix that differs in case', () => {
    const site = pages({ ...SHELL, ResponsePagePath: '/Errors/404.html' });
    expect(listCodes(findDoors(site, { publicPaths: ['/errors/*'] }))).toEqual(['error-page-open']);
  });

  it('and is one finding for all its errors, with what to do', () => {
    const site = pages({ ...SHELL, ErrorCode: 403 }, SHELL);
    expect(findDoors(site)).toMatchObject([
      {
        severity: 'error',
        what: expect.stringContaining('/index.html, which E1A2B3C4D5E6F7 sends for 403, 404'),
        fix: expect.stringMatching(/^remove that error page \(spaFallback answers.*publicPaths/),
      },
    ]);
    expect(findDoors(site, { spaFallback: false })[0]!.fix).toContain('set spaFallback');
  });
});

describe('a custom error page is harmless', () => {
  const at = (ResponsePagePath: string) => pages({ ErrorCode: 404, ResponsePagePath });
  const cases: readonly (readonly [string, Parameters<typeof findDoors>[0], EdgeConfig])[] = [
    ['without a page', pages({ ErrorCode: 404 }), {}],
    ['with an empty path', at(''), {}],
    ['at a public path', at('/404.html'), { publicPaths: ['/404.html'] }],
    ['under a public path', at('/errors/404.html'), { publicPaths: ['/errors/*'] }],
    ['at the login path', at('/login.html'), { loginPath: '/login.html?step=1' }],
    ['at the login path of an alias', at('/login'), { loginPath: 'https://app.example/login' }],
    ['at the backend', at('/api/error'), {}],
    [
      'in an open behavior of its own',
      { ...at('/errors/404.html'), ...withBehaviors(cacheBehavior('errors/40?.html')) },
      {},
    ],
  ];

  it.each(cases)('%s', (_, changes, config) => {
    expect(findDoors(changes, config)).toEqual([]);
  });

  it('only if the login path of a host is of this site', () => {
    const site = at('/login');
    expect(listCodes(findDoors(site, { loginPath: 'https://id.example/login' }))).toEqual([
      'error-page-open',
    ]);
  });
});
