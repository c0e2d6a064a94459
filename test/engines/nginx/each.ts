import { describe, it } from 'vitest';
import type { NginxProgram } from '../../../build/nginx/server.js';
import { HOW_TO_INSTALL, VERSIONS, type Version } from '../installed.js';
import { findInstalledNginx } from './installed.js';

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
