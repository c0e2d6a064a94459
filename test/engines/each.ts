import { describe, it } from 'vitest';
import type { Engine } from '../../build/engine/engine.js';
import { HOW_TO_INSTALL, installedEngine, VERSIONS, type Version } from './installed.js';

/** Registers the tests of each release. One that is not there fails in CI; elsewhere its tests are left out, and say so. */
export function eachEngine(tests: (engine: Engine, version: Version) => void): void {
  for (const version of VERSIONS) {
    describe(`njs ${version}`, () => {
      const engine = installedEngine(version);
      if (engine) tests(engine, version);
      else if (process.env.CI) it('is installed', () => Promise.reject(new Error(HOW_TO_INSTALL)));
      else it.skip(`left out, for it is not installed: ${HOW_TO_INSTALL}`);
    });
  }
}
