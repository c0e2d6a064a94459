import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../build/runtime/engine.js';
import { createNjsEngine } from '../../build/runtime/njs.js';

/**
 * The releases that install.sh installs: the first is used for cloudfront-js-2.0, the second is the
 * closest to cloudfront-js-1.0.
 */
export const VERSIONS = ['0.8.9', '0.7.9'] as const;

export type Version = (typeof VERSIONS)[number];

export const HOW_TO_INSTALL = 'run test/engines/install.sh';

/** The path of an installed release; undefined if install.sh has not been run. */
export function findInstalledNjs(version: Version): string | undefined {
  const { POCKET_ENGINES, XDG_CACHE_HOME } = process.env;
  const cache = XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = POCKET_ENGINES || join(cache, 'pocket-spa-auth/engines');
  const program = join(folder, `njs-${version}`);
  return existsSync(program) ? program : undefined;
}

/** An installed release as an engine. */
export function findInstalledEngine(version: Version): Engine | undefined {
  const program = findInstalledNjs(version);
  return program === undefined ? undefined : createNjsEngine(program, `njs ${version}`);
}
