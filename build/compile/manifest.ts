import { createHash } from 'node:crypto';
import type { ResolvedConfig } from '../config/edge-config.js';
import { version } from '../host/packages.js';
import type { Runtime } from '../platform/runtimes.js';
import { listFeatures } from './features.js';

/** What stands beside the function in `manifest.json`: enough to deploy it and to tell what is live. */
export interface Manifest {
  /** The CloudFront Function's name: `deploy.name`, and the stage where there is one. */
  readonly name: string;
  /** The version of this package. */
  readonly version: string;
  readonly runtime: Runtime;
  /** Where the function finds its secret. */
  readonly secret: 'kvs' | 'embedded';
  /** The configuration keys that put code into the function. */
  readonly features: readonly string[];
  /** The function's size; CloudFront takes 10,240. */
  readonly bytes: number;
  /** SHA-256 of the function's text, in hex. */
  readonly sha256: string;
  /** SHA-256 of the configuration that it was built from, in hex. */
  readonly configHash: string;
}

export function createManifest(code: string, config: ResolvedConfig, name: string): Manifest {
  return {
    name,
    version,
    runtime: config.runtime,
    secret: config.secret,
    features: listFeatures(config),
    bytes: code.length,
    sha256: sha256(code),
    configHash: sha256(JSON.stringify(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1)))),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
