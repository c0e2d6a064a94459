import { describe, it } from 'vitest';
import type { Engine } from '../../build/runtime/engine.js';
import { findInstalledEngine, HOW_TO_INSTALL, VERSIONS, type Version } from './installed.js';

/**
 * Registers the tests for each release of njs. A release that is not installed is a failure in CI;
 * elsewhere its tests are skipped.
 */
export function describeEachEngine(tests: (engine: Engine, version: Version) => void): void {
  for (const version of VERSIONS) {
    describe(`njs ${version}`, () => {
      const engine = findInstalledEngine(version);
      if (engine) {
        tests(engine, version);
      } else if (process.env.CI) {
        it('is installed', () => Promise.reject(new Error(HOW_TO_INSTALL)));
      } else {
        it.skip(`is skipped because it is not installed: ${HOW_TO_INSTALL}`);
      }
    });
  }
}
