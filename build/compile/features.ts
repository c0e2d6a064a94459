import type { ResolvedConfig } from '../config/edge-config.js';
import { compileEdge } from './bundle.js';

/** A part of the function that the configuration switches on, and the bytes it adds. */
export interface Feature {
  readonly name: string;
  readonly bytes: number;
}

/** Each feature by the setting that leaves it out of the function. */
const OFF: { readonly [name: string]: Partial<ResolvedConfig> } = {
  spaFallback: { spaFallback: false },
  publicPaths: { publicPaths: [] },
  preflight: { preflight: 'deny' },
  unauthenticated: { unauthenticated: 'redirect' },
  identityHeader: { identityHeader: false },
  clockTolerance: { clockTolerance: 0 },
  loopGuard: { loopGuard: false },
  revocation: { revocation: false },
};

/** What is switched on. */
export function listFeatures(config: ResolvedConfig): string[] {
  return Object.keys(OFF).filter((name) => {
    const [key, off] = Object.entries(OFF[name]!)[0]!;
    return JSON.stringify(config[key as keyof ResolvedConfig]) !== JSON.stringify(off);
  });
}

/** What each of them costs: the function with it less the function without. */
export async function measureFeatures(
  config: ResolvedConfig,
  code: string,
  ring: string,
): Promise<Feature[]> {
  const features: Feature[] = [];
  for (const name of listFeatures(config)) {
    const without = await compileEdge({ ...config, ...OFF[name] }, ring);
    features.push({ name, bytes: code.length - without.length });
  }
  return features;
}
