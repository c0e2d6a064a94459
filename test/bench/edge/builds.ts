import { join } from 'node:path';
import { compileEdge } from '../../../build/compile/bundle.js';
import { DEFAULTS } from '../../../build/config/defaults.js';
import type { ResolvedConfig } from '../../../build/config/edge-config.js';
import { packageRoot } from '../../../build/host/packages.js';
import type { Target } from './engine.js';
import { IDENTITY_HEADER } from './plan.js';

/** A build that the search looks at, and what a request to it may cost. */
export interface Build {
  readonly name: string;
  readonly config: Partial<ResolvedConfig>;
  readonly secrets: 1 | 4;
  /**
   * What the dearest request may cost at most, as a multiple of a valid one: in ASCII, and in any
   * characters. Wanted are 12 and 20 for `kvs` and `embedded`, and 20 for the others. `kvs` with
   * one secret does not reach the first, and `embedded` does not reach 12, nor 20 with one secret:
   * docs/performance.md says why. Their limits are what they reach.
   */
  readonly limits: readonly [ascii: number, any: number];
}

const SECRETS = ['ab', 'bc', 'cd', '01'].map((octet) => octet.repeat(32));

/** The secret that every ring tries last. */
export const LAST_SECRET = SECRETS[3]!;

const WANTED = [20, 20] as const;

// Hooks that do nothing: what is measured is what the function does for them.
const HOOKS = {
  before: join(packageRoot, 'edge/hooks/before.ts'),
  after: join(packageRoot, 'edge/hooks/after.ts'),
};

export const BUILDS: readonly Build[] = [
  ...([1, 4] as const).flatMap((secrets): Build[] => [
    { name: 'kvs', config: {}, secrets, limits: secrets === 1 ? [15, 20] : [12, 20] },
    {
      name: 'embedded',
      config: { secret: 'embedded' },
      secrets,
      limits: secrets === 1 ? [21.5, 25.5] : [15, 20],
    },
    {
      name: 'kvs with identityHeader',
      config: { identityHeader: IDENTITY_HEADER },
      secrets,
      limits: WANTED,
    },
    {
      name: 'embedded on runtime 1.0',
      config: { secret: 'embedded', runtime: 'cloudfront-js-1.0' },
      secrets,
      limits: WANTED,
    },
    {
      name: 'kvs with publicPaths, fileExtensions and backendPaths',
      config: {
        publicPaths: ['/favicon.ico', '/public/*'],
        backendPaths: ['/api/*'],
        fileExtensions: ['js', 'css', 'svg', 'png'],
      },
      secrets,
      limits: WANTED,
    },
    { name: 'kvs with revocation', config: { revocation: true }, secrets, limits: WANTED },
    { name: 'kvs with hooks', config: HOOKS, secrets, limits: WANTED },
  ]),
];

export async function toTarget({ config, secrets }: Build): Promise<Target> {
  const ring = SECRETS.slice(-secrets).join(',');
  const resolved = { ...DEFAULTS, ...config };
  return {
    code: await compileEdge(resolved, ring),
    version: resolved.runtime === 'cloudfront-js-1.0' ? '0.7.9' : '0.8.9',
    store: { token_secret: ring },
  };
}

/** The build of a recorded request. */
export function findBuild(row: { readonly build: string; readonly secrets: number }): Build {
  const build = BUILDS.find(({ name, secrets }) => name === row.build && secrets === row.secrets);
  if (!build) {
    throw new Error(`there is no build "${row.build}" with ${row.secrets} secret(s)`);
  }
  return build;
}
