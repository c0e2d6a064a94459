import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from '../host/errors.js';
import type { ResolvedConfig } from './edge-config.js';
import { describeValue } from './problems.js';

/** The keys that name a module of the owner, in the order in which the function calls them. */
export const HOOKS = ['before', 'after'] as const;

export type HookName = (typeof HOOKS)[number];

/** The configuration without hooks. */
export function withoutHooks(config: ResolvedConfig): ResolvedConfig {
  return { ...config, before: false, after: false };
}

export function hasHooks(config: ResolvedConfig): boolean {
  return HOOKS.some((name) => config[name] !== false);
}

/**
 * Makes the paths of the hooks absolute. `folder` is the one that they are relative to, and
 * `source` names the configuration in errors.
 *
 * @throws ConfigError naming every hook that is no file.
 */
export function locateHooks(
  config: ResolvedConfig,
  folder: string,
  source = 'configuration',
): ResolvedConfig {
  const located: Partial<Record<HookName, string>> = {};
  const problems = HOOKS.flatMap((name) => {
    const path = config[name];
    if (path === false) {
      return [];
    }
    located[name] = resolve(folder, path);
    if (statSync(located[name], { throwIfNoEntry: false })?.isFile()) {
      return [];
    }
    return [
      {
        path: name,
        text: `found ${describeValue(path)}: there is no such file; allowed: a path relative to the configuration file`,
      },
    ];
  });
  if (problems.length > 0) {
    throw new ConfigError(source, problems);
  }
  return { ...config, ...located };
}
