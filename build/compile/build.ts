import type { EdgeConfig, PocketToml, ResolvedConfig } from '../config/edge-config.js';
import { hasHooks } from '../config/hooks.js';
import { checkKeyRing } from '../config/key-ring.js';
import { loadConfig } from '../config/load.js';
import { CliError, GateError } from '../host/errors.js';
import { FUNCTION_SIZE_LIMIT, FUNCTION_SIZE_WARNING } from '../platform/limits.js';
import { findNjs } from '../runtime/find-njs.js';
import { compileScript, edgeEntry } from './bundle.js';
import { type Feature, measureFeatures } from './features.js';
import { checkGates, hooksGate, vectorsGate } from './gates/index.js';
import { locateInHook } from './hook-places.js';
import { createManifest, type Manifest } from './manifest.js';
import { listPublicRoutes } from './probes/expected.js';

/** What to build. */
export interface BuildOptions {
  /**
   * The configuration, or the path of its file. Default: `spa-auth.config.json`, `.js` or `.ts` in
   * `cwd`; if there is none, the default of every key.
   */
  readonly config?: EdgeConfig | string;
  /** A `pocket.toml` of the magic-pocket family, instead of a configuration. */
  readonly pocketToml?: PocketToml;
  /**
   * The stage, whose keys override those of the top level. Default: the environment variable
   * `POCKET_STAGE`.
   */
  readonly stage?: string;
  /**
   * The secret or key ring of an embedded build. Default: the environment variable
   * `SPA_TOKEN_SECRET`.
   */
  readonly secret?: string;
  /** The folder in which the configuration is looked for. Default: the working directory. */
  readonly cwd?: string;
  /**
   * `"vm"` (default): the vectors run on the engine of Node.js only. `"njs"`: they also run on the
   * njs of this machine, the engine that CloudFront's is derived from.
   */
  readonly engine?: 'vm' | 'njs';
}

/** A function that has passed every gate. */
export interface EdgeFunction {
  /** The source text of the CloudFront Function, ready to upload. */
  readonly code: string;
  readonly manifest: Manifest;
  readonly report: BuildReport;
}

/** The size, features, gates and warnings of a built function. */
export interface BuildReport {
  readonly bytes: number;
  /** The largest size that CloudFront accepts, in bytes. */
  readonly limit: number;
  /** The features that are switched on, and how many bytes each adds. */
  readonly features: readonly Feature[];
  /** The names of the gates that the function passed. */
  readonly gates: readonly string[];
  readonly warnings: readonly string[];
  /**
   * The login path and the entries of `publicPaths` on which `spaFallback` is served without a
   * token: every public route shows the application's page.
   */
  readonly publicRoutes: readonly string[];
  /** The modules of hooks and what they import, as absolute paths. */
  readonly hookFiles: readonly string[];
}

/**
 * Compiles the edge function for a configuration and runs every gate on it. It writes no files.
 *
 * Needs the optional peer dependency `esbuild`.
 *
 * @throws ConfigError if the configuration is invalid; the message names every wrong key.
 * @throws GateError if the function must not be uploaded; the message names the gate and the place.
 * @throws CliError if an embedded build has no usable secret, or if the engine is `"njs"` and no
 *   njs is found.
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
  const { config, name } = await loadBuildConfig(options);
  const ring = options.secret ?? process.env.SPA_TOKEN_SECRET ?? '';
  if (config.secret === 'embedded') {
    assertEmbeddedRing(ring);
  }
  const njs = options.engine === 'njs' ? [await findNjs({ runtime: config.runtime })] : [];
  const compiled = await compileScript(edgeEntry(config), config, ring);
  const { code } = compiled;
  const withHooks = hasHooks(config);
  const njsGates = njs.flatMap((engine) => [
    vectorsGate(engine, `vectors on ${engine.name}`),
    ...(withHooks ? [hooksGate(engine, `hooks on ${engine.name}`)] : []),
  ]);
  const notes = new Set<string>();
  const artifact = { code, config, ring, note: (text: string) => notes.add(text) };
  const gates = await checkGates(artifact, njsGates).catch((error: unknown) => {
    throw withHooks && error instanceof GateError ? locateInHook(error, compiled) : error;
  });
  const manifest = createManifest(code, config, name);
  const features = await measureFeatures(config, code, ring);
  const warnings = [...listWarnings(manifest), ...notes];
  return {
    code,
    manifest,
    report: {
      bytes: manifest.bytes,
      limit: FUNCTION_SIZE_LIMIT,
      features,
      gates,
      warnings,
      publicRoutes: listPublicRoutes(config),
      hookFiles: compiled.hookFiles,
    },
  };
}

/** The configuration that a build is for, and the name of its function. */
export async function loadBuildConfig(
  options: BuildOptions,
): Promise<{ config: ResolvedConfig; name: string }> {
  const { config, cwd, pocketToml } = options;
  if (config !== undefined && pocketToml !== undefined) {
    throw new CliError('ERR_CONFIG', 'pocketToml stands in place of config; give one of them');
  }
  const given = typeof config === 'object' ? { config } : { file: config };
  const loaded = await loadConfig({ ...given, pocketToml, stage: options.stage, cwd });
  return { config: loaded.config, name: loaded.deployment.name };
}

function assertEmbeddedRing(ring: string): void {
  if (!ring) {
    throw new CliError(
      'ERR_SECRET',
      'secret: "embedded" needs the secret in SPA_TOKEN_SECRET, which is not set; create one with: npx pocket-spa-auth secret generate, or write one to .env with: npx pocket-spa-auth init, or read it from Secrets Manager with: build --secrets-manager',
    );
  }
  checkKeyRing(ring);
}

function listWarnings({ bytes, secret }: Manifest): string[] {
  return [
    ...(secret === 'embedded'
      ? ['the secret is part of this function: everyone who may read the function can sign tokens']
      : []),
    ...(bytes >= FUNCTION_SIZE_WARNING
      ? [`${bytes} bytes, near the limit of ${FUNCTION_SIZE_LIMIT}`]
      : []),
  ];
}
