import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { isDocumentCurrent } from '../../bench/nginx/document.js';
import { soak } from '../../bench/nginx/soak.js';
import { findInstalledNginx } from './installed.js';

// A minute in CI. `npm run bench:nginx -- --soak 600` sends it for ten.
const SECONDS = process.env.CI ? 60 : 5;

const nginx = hasWrk() ? findInstalledNginx('0.7.9') : undefined;

it('docs/nginx.md has the recorded numbers: npm run bench:nginx -- --write', () => {
  expect(isDocumentCurrent()).toBe(true);
});

// A machine without wrk fails in CI, where .ci/run installs it.
it.runIf(nginx ?? process.env.CI)(
  'answers mixed traffic at full speed rightly, and does not grow (needs wrk and nginx)',
  async () => {
    const { requests, wrong, lost, memory } = await soak(nginx!, SECONDS);
    expect(requests).toBeGreaterThan(1000);
    expect({ wrong, lost }).toEqual({ wrong: 0, lost: 0 });
    const [early, late] = memory;
    // A KiB that every thousandth request left behind would be far more in a minute.
    expect(late - early).toBeLessThan(1024);
  },
  SECONDS * 1000 + 60_000,
);

function hasWrk(): boolean {
  try {
    // It knows no other way to say that it is there, and ends with 1.
    execFileSync('wrk', ['-v'], { stdio: 'pipe' });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
