import { expect, it } from 'vitest';
import { listPublicRoutes } from '../../../../build/compile/probes/expected.js';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../build/config/resolve.js';

it.each<[what: string, config: EdgeConfig, routes: string[]]>([
  ['the login path', {}, ['/api/auth/login']],
  ['no login path of the backend', { backendPaths: ['/api/*'] }, []],
  [
    'public routes and prefixes',
    { publicPaths: ['/about', '/help/*'], loginPath: '/login' },
    ['/login', '/about', '/help/*'],
  ],
  ['no public file', { publicPaths: ['/robots.txt'], loginPath: '/login.html' }, []],
  [
    'no public file whose extension is not listed',
    { publicPaths: ['/favicon.ico'], fileExtensions: ['js'], loginPath: '/login.html' },
    [],
  ],
  ['nothing without a fallback', { publicPaths: ['/about'], spaFallback: false }, []],
])('lists %s', (_, config, routes) => {
  expect(listPublicRoutes(resolveConfig(config))).toEqual(routes);
});
