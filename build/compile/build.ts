import { resolveDeployment } from '../config/deployment.js';
import type { EdgeConfig, PocketToml, ResolvedConfig } from '../config/edge-config.js';
import { checkKeyRing } from '../config/key-ring.js';
import { loadConfig } from '../config/load.js';
import { resolveConfig } from '../config/resolve.js';
import { chooseStage } from '../config/stages.js';
import { CliError } from '../host/errors.js';
import { FUNCTION_SIZE_LIMIT, FUNCTION_SIZE_WARNING } from '../platform/limits.js';
import { findNjs } from '../runtime/find-njs.js';
import { compileEdge } from './bundle.js';
import { type Feature, measureFeatures } from './features.js';
import { checkGates, vectorsGate } from './gates/index.js';
import { createManifest, type Manifest } from './manifest.js';

/** What to build. */
export interface BuildOptions {
  /** The configuration, or its file; default: `spa-auth.config.json`, `.js` or `.ts` in `cwd`, else the defaults. */
  readonly config?: EdgeConfig | string;
  /** A file of the magic-pocket family, in place of a configuration. */
  readonly pocketToml?: PocketToml;
  /** The stage whose keys stand over the top level's; default the environment's `POCKET_STAGE`. */
  readonly stage?: string;
  /** The secret or key ring of an embedded build; default the environment's `SPA_TOKEN_SECRET`. */
  readonly secret?: string;
  /** Where to look for the configuration; default the working directory. */
  readonly cwd?: string;
  /** `"njs"`: the vectors are run on this machine's njs too, the engine that CloudFront's comes from; default `"vm"`, Node's own alone. */
  readonly engine?: 'vm' | 'njs';
}

/** A function that has passed every gate. */
export interface EdgeFunction {
  /** The CloudFront Function's source, ready to upload. */
  readonly code: string;
  readonly manifest: Manifest;
  readonly report: BuildReport;
}

/** What the build has to say about the function. */
export interface BuildReport {
  readonly bytes: number;
  /** What CloudFront takes. */
  readonly limit: number;
  /** What is switched on, and how many bytes each adds. */
  readonly features: readonly Feature[];
  /** The gates that it passed. */
  readonly gates: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Compiles the edge function for a configuration and passes it through every gate; writes nothing.
 *
 * Needs the optional peer dependency `esbuild`.
 *
 * @throws ConfigError for a configuration that cannot be used, naming every key that is wrong.
 * @throws GateError for a function that must not be uploaded, naming the gate and the place.
 * @throws CliError for an embedded build without a usable secret, and for the engine njs where there is none.
 *
 * @example
 * ```ts
 * import { buildEdgeFunction } from 'pocket-spa-auth/build';
 *
 * const { code, manifest } = await buildEdgeFunction({ config: { loginPath: '/login' } });
 *
 * code.includes('function handler('); // => true
 * manifest.runtime; // => "cloudfront-js-2.0"
 * ```
 */
export async function buildEdgeFunction(options: BuildOptions = {}): Promise<EdgeFunction> {
  const { config, name } = await configOf(options);
  const ring = options.secret ?? process.env.SPA_TOKEN_SECRET ?? '';
  if (config.secret === 'embedded') {
    requireRing(ring);
  }
  const njs = options.engine === 'njs' ? [await findNjs({ runtime: config.runtime })] : [];
  const code = await compileEdge(config, ring);
  const further = njs.map((engine) => vectorsGate(engine, `vectors on ${engine.name}`));
  const gates = await checkGates({ code, config, ring }, further);
  const manifest = createManifest(code, config, name);
  const features = await measureFeatures(config, code, ring);
  const warnings = warningsFor(manifest);
  return {
    code,
    manifest,
    report: { bytes: manifest.bytes, limit: FUNCTION_SIZE_LIMIT, features, gates, warnings },
  };
}

async function configOf(options: BuildOptions): Promise<{ config: ResolvedConfig; name: string }> {
  const { config, cwd, pocketToml } = options;
  if (config !== undefined && pocketToml !== undefined) {
    throw new CliError('ERR_CONFIG', 'pocketToml stands in place of config; give one of them');
  }
  if (typeof config !== 'object') {
    const loaded = await loadConfig({ file: config, pocketToml, stage: options.stage, cwd });
    return { config: loaded.config, name: loaded.deployment.name };
  }
  const stage = chooseStage(config, options.stage);
  return { config: resolveConfig(config, stage), name: resolveDeployment(config, stage).name };
}

function requireRing(ring: string): void {
  if (!ring) {
    throw new CliError(
      'ERR_SECRET',
      'secret: "embedded" needs the secret in SPA_TOKEN_SECRET, which is not set; make one with: npx pocket-spa-auth secret generate, or take it from Secrets Manager with: build --secrets-manager',
    );
  }
  checkKeyRing(ring);
}

function warningsFor({ bytes, secret }: Manifest): string[] {
  return [
    ...(secret === 'embedded'
      ? ['the secret is part of this function: whoever may read the function may sign tokens']
      : []),
    ...(bytes >= FUNCTION_SIZE_WARNING
      ? [`${bytes} bytes, near the limit of ${FUNCTION_SIZE_LIMIT}`]
      : []),
  ];
}
