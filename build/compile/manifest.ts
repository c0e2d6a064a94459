import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ResolvedConfig } from '../config/edge-config.js';
import { HOOKS } from '../config/hooks.js';
import { version } from '../host/packages.js';
import type { Runtime } from '../platform/runtimes.js';
import { listFeatures } from './features.js';

/**
 * The content of `manifest.json`, which is written beside the function: enough to deploy it and to
 * identify what is live.
 */
export interface Manifest {
  /** The name of the CloudFront Function: `deploy.name`, followed by the stage if there is one. */
  readonly name: string;
  /** The version of this package. */
  readonly version: string;
  readonly runtime: Runtime;
  /** The place of the secret: the KeyValueStore, or the text of the function. */
  readonly secret: 'kvs' | 'embedded';
  /** The configuration keys that add code to the function. */
  readonly features: readonly string[];
  /** The size of the function; CloudFront accepts up to 10,240 bytes. */
  readonly bytes: number;
  /** SHA-256 of the text of the function, in hex. */
  readonly sha256: string;
  /** SHA-256 of the configuration that the function was built from, in hex. */
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
    configHash: sha256(JSON.stringify(listSettings(config))),
  };
}

/** The settings by name. The place of a hook on this machine is none of them. */
function listSettings(config: ResolvedConfig): [string, unknown][] {
  return Object.entries({
    ...config,
    ...Object.fromEntries(HOOKS.map((hook) => [hook, config[hook] && basename(config[hook])])),
  }).sort(([a], [b]) => (a < b ? -1 : 1));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
