import { describe, expect, it } from 'vitest';
import { compileEdge } from '../../../../build/compile/bundle.js';
import { listFeatures, measureFeatures } from '../../../../build/compile/features.js';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../build/config/resolve.js';

const ALWAYS = ['preflight', 'unauthenticated', 'loopGuard'];

describe('the features of a function', () => {
  it.each<[what: string, config: EdgeConfig, names: string[]]>([
    ['the defaults', {}, ['spaFallback', ...ALWAYS]],
    ['the recommended form', { backendPaths: ['/api/*'] }, ['spaFallback', 'backendPaths']],
    ['an empty list', { backendPaths: [], publicPaths: [] }, ['spaFallback', ...ALWAYS]],
    ['extensions', { fileExtensions: ['js'] }, ['spaFallback', 'fileExtensions']],
    ['no extension at all', { fileExtensions: [] }, ['spaFallback', 'fileExtensions']],
    [
      'what limits a fallback that is off',
      { spaFallback: false, backendPaths: ['/api/*'], fileExtensions: ['js'] },
      ALWAYS,
    ],
    [
      'all of them',
      {
        publicPaths: ['/assets/*'],
        backendPaths: ['/api/*'],
        fileExtensions: ['js'],
        identityHeader: 'x-user',
        clockTolerance: 5,
        revocation: true,
        logReason: true,
      },
      [
        'spaFallback',
        'publicPaths',
        'backendPaths',
        'fileExtensions',
        'identityHeader',
        'clockTolerance',
        'revocation',
        'logReason',
      ],
    ],
  ])('are named for %s', (_, config, names) => {
    const expected = new Set([...names, ...ALWAYS]);
    expect(listFeatures(resolveConfig(config)).sort()).toEqual([...expected].sort());
  });

  it('have the sizes by which the function grows', async () => {
    const limits = { backendPaths: ['/api/*'], fileExtensions: ['js', 'css'] };
    const size = async (config: EdgeConfig) => (await compileEdge(resolveConfig(config))).length;
    const code = await compileEdge(resolveConfig(limits));
    const features = await measureFeatures(resolveConfig(limits), code, '');
    const { backendPaths, fileExtensions } = limits;
    const expected = [
      ['backendPaths', code.length - (await size({ fileExtensions }))],
      ['fileExtensions', code.length - (await size({ backendPaths }))],
    ] as const;
    for (const [name, bytes] of expected) {
      expect(features).toContainEqual({ name, bytes });
      expect(bytes).toBeGreaterThan(0);
    }
  });
});
