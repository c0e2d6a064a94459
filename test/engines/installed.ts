import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../build/engine/engine.js';
import { njsEngine } from '../../build/engine/njs.js';

/** The releases that install.sh gets: the one stands for cloudfront-js-2.0, the other is the nearest to 1.0. */
export const VERSIONS = ['0.8.9', '0.7.9'] as const;
export type Version = (typeof VERSIONS)[number];

export const HOW_TO_INSTALL = 'run test/engines/install.sh';

/** Where install.sh puts a release; undefined where it has not been run. */
export function installedNjs(version: Version): string | undefined {
  const { POCKET_ENGINES, XDG_CACHE_HOME } = process.env;
  const cache = XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = POCKET_ENGINES || join(cache, 'pocket-spa-auth/engines');
  const program = join(folder, `njs-${version}`);
  return existsSync(program) ? program : undefined;
}

/** The same as an engine. */
export function installedEngine(version: Version): Engine | undefined {
  const program = installedNjs(version);
  return program === undefined ? undefined : njsEngine(program, `njs ${version}`);
}
