import type { ResolvedConfig } from '../config/edge-config.js';
import { compileEdge } from './bundle.js';

/** A part of the function that the configuration switches on, and the bytes it adds. */
export interface Feature {
  readonly name: string;
  readonly bytes: number;
}

/** The setting that leaves each feature out of the function. */
const SWITCHED_OFF: { readonly [name: string]: Partial<ResolvedConfig> } = {
  spaFallback: { spaFallback: false },
  publicPaths: { publicPaths: [] },
  backendPaths: { backendPaths: [] },
  fileExtensions: { fileExtensions: false },
  preflight: { preflight: 'deny' },
  unauthenticated: { unauthenticated: 'redirect' },
  identityHeader: { identityHeader: false },
  clockTolerance: { clockTolerance: 0 },
  loopGuard: { loopGuard: false },
  revocation: { revocation: false },
  logReason: { logReason: false },
  before: { before: false },
  after: { after: false },
};

/** What limits spaFallback, and adds nothing without it. */
const FALLBACK_LIMITS = ['backendPaths', 'fileExtensions'];

/** The names of the features that a configuration switches on. */
export function listFeatures(config: ResolvedConfig): string[] {
  return Object.keys(SWITCHED_OFF).filter((name) => {
    if (config.spaFallback === false && FALLBACK_LIMITS.includes(name)) {
      return false;
    }
    const [key, off] = Object.entries(SWITCHED_OFF[name]!)[0]!;
    return JSON.stringify(config[key as keyof ResolvedConfig]) !== JSON.stringify(off);
  });
}

/**
 * The bytes that each feature adds: the size of the function minus its size without the feature.
 */
export async function measureFeatures(
  config: ResolvedConfig,
  code: string,
  ring: string,
): Promise<Feature[]> {
  const features: Feature[] = [];
  for (const name of listFeatures(config)) {
    const without = await compileEdge({ ...config, ...SWITCHED_OFF[name] }, ring);
    features.push({ name, bytes: code.length - without.length });
  }
  return features;
}
