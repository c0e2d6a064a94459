import { defineConfig } from 'vitest/config';

const FAULTS = 'test/unit/**/faults.test.ts';

// vitest's own second is too short for a browser on a loaded machine.
const POLL = { poll: { timeout: 45_000, interval: 50 } };

// `unit` and `faults` need Node alone. `faults` takes minutes, because it tries every way in which
// every call can fail. `checks` looks at the built package, `engines` runs the function on njs,
// `interop` runs other people's issuers, and `e2e` drives a real browser.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{unit,property,vectors}/**/*.test.ts'],
          exclude: [FAULTS],
          globalSetup: ['test/left-out.ts'],
          // On a loaded machine some of these tests take longer than vitest's five seconds.
          expect: POLL,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: [FAULTS],
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'checks',
          include: ['test/checks/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'engines',
          include: ['test/engines/**/*.test.ts'],
          expect: POLL,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'interop',
          include: ['test/interop/**/*.test.ts'],
          globalSetup: ['test/interop/tools/prepare.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/install.ts'],
          expect: POLL,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
