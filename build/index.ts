/**
 * Builds the edge function from a program, for deployment tools such as CDK, SST or Terraform
 * wrappers.
 *
 * @module pocket-spa-auth/build
 */
export type { BuildOptions, BuildReport, EdgeFunction } from './compile/build.js';

export { buildEdgeFunction } from './compile/build.js';

export type { Feature } from './compile/features.js';

export type { Manifest } from './compile/manifest.js';
export type {
  HookContext,
  HookRequest,
  HookResponse,
  Hooks,
  HookValue,
  ReadonlyHookRequest,
} from './config/define-hook.js';
export { defineHook } from './config/define-hook.js';
export type {
  DeployConfig,
  EdgeConfig,
  PocketToml,
  PreviewConfig,
  StageConfig,
} from './config/edge-config.js';
export { defineConfig } from './config/edge-config.js';
export { CliError, ConfigError, GateError, MissingPeerError } from './host/errors.js';
export type { Runtime } from './platform/runtimes.js';
