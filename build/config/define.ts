import type { EdgeConfig } from './types.js';

/**
 * Gives back the configuration it is given, typed, so that an editor completes and checks its keys.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'pocket-spa-auth/build';
 *
 * const config = defineConfig({
 *   loginPath: '/login',
 *   publicPaths: ['/login/*'],
 *   stages: { dev: { clockTolerance: 60 } },
 * });
 *
 * config.loginPath; // => "/login"
 * ```
 */
export function defineConfig(config: EdgeConfig): EdgeConfig {
  return config;
}
