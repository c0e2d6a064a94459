import { describe, expect, it } from 'vitest';
import { withPeer, withPeers } from '../../../../build/host/packages.js';

describe('an optional package that is not installed', () => {
  const missing = (name: string) =>
    Object.assign(new Error(`Cannot find package '${name}' imported from x`), {
      code: 'ERR_MODULE_NOT_FOUND',
    });

  it('is reported with the command that installs it, exit 2', async () => {
    await expect(
      withPeer('esbuild', () => Promise.reject(missing('esbuild'))),
    ).rejects.toMatchObject({
      message: 'esbuild is not installed; run: npm install --save-dev esbuild',
      exitCode: 2,
    });
  });

  it('is reported together with all other missing packages', async () => {
    const loads = {
      installed: async () => 1,
      'left-out': () => Promise.reject(missing('left-out')),
      'and-another': () => Promise.reject(missing('and-another')),
    };
    await expect(withPeers(loads)).rejects.toMatchObject({
      message:
        'left-out, and-another are not installed; run: npm install --save-dev left-out and-another',
      exitCode: 2,
    });
  });

  it('is not confused with any other failure', async () => {
    const other = missing('@esbuild/linux-x64');
    await expect(withPeer('esbuild', () => Promise.reject(other))).rejects.toBe(other);
  });
});
