import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'vitest';
import type { NginxProgram } from '../../../build/nginx/server.js';
import { findInstalledNjs, HOW_TO_INSTALL, VERSIONS, type Version } from '../installed.js';

const SUITES: Record<Version, string> = { '0.8.9': 'trixie', '0.7.9': 'bookworm' };

/**
 * Registers the tests for each release of nginx with njs. One that is not installed is a failure in
 * CI; elsewhere its tests are skipped.
 */
export function describeEachNginx(tests: (nginx: NginxProgram, version: Version) => void): void {
  for (const version of VERSIONS) {
    describe(`nginx with njs ${version}`, () => {
      const nginx = findInstalledNginx(version);
      if (nginx) {
        tests(nginx, version);
      } else if (process.env.CI) {
        it('is installed', () => Promise.reject(new Error(HOW_TO_INSTALL)));
      } else {
        it.skip(`is skipped because it is not installed: ${HOW_TO_INSTALL}`);
      }
    });
  }
}

/** The nginx that install.sh puts beside a release of njs. */
function findInstalledNginx(version: Version): NginxProgram | undefined {
  const folder = dirname(findInstalledNjs(version) ?? '');
  const program = join(folder, `nginx-njs-${version}`);
  const modules = join(folder, SUITES[version], 'usr/lib/nginx/modules');
  return existsSync(program) ? { program, modules } : undefined;
}
