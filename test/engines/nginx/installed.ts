import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NginxProgram } from '../../../build/nginx/server.js';
import { findInstalledNjs, type Version } from '../installed.js';

const SUITES: Record<Version, string> = { '0.8.9': 'trixie', '0.7.9': 'bookworm' };

/** The nginx that install.sh puts beside a release of njs. */
export function findInstalledNginx(version: Version): NginxProgram | undefined {
  const folder = dirname(findInstalledNjs(version) ?? '');
  const program = join(folder, `nginx-njs-${version}`);
  const modules = join(folder, SUITES[version], 'usr/lib/nginx/modules');
  return existsSync(program) ? { program, modules } : undefined;
}
