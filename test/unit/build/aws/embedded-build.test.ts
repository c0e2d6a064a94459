import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { generateSecret } from '../../../../signer/index.js';
import { fakeTerminal } from '../commands/fake-terminal.js';
import { expectNoSecrets, startWorld } from './world.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-embedded-'));
});

afterEach(() => rm(cwd, { recursive: true }));

async function build(config: object) {
  await writeFile(join(cwd, 'spa-auth.config.json'), JSON.stringify(config));
  const terminal = fakeTerminal({ cwd });
  const status = await runCli(['build', '--secrets-manager'], terminal);
  return { status, said: [...terminal.lines.out, ...terminal.lines.err].join('\n') };
}

describe('an embedded build with the secret of Secrets Manager', () => {
  it('contains the secret, and does not print it', async () => {
    const { fake } = await startWorld();
    const secret = generateSecret();
    fake.secrets.put('shop', JSON.stringify({ KEY: secret }));
    const { status, said } = await build({
      secret: 'embedded',
      deploy: { secretId: 'shop', secretKey: 'KEY' },
    });
    expect(status).toBe(0);
    expect(await readFile(join(cwd, '.spa-auth/viewer-request.js'), 'utf8')).toContain(secret);
    expectNoSecrets(said, fake);
  });

  it('fails if there is no secret', async () => {
    await startWorld();
    const { status, said } = await build({ secret: 'embedded' });
    expect(status).toBe(2);
    expect(said).toContain('there is no secret pocket-spa-auth in Secrets Manager');
  });

  it('is the only build that accepts --secrets-manager', async () => {
    await startWorld();
    const { status, said } = await build({});
    expect(status).toBe(2);
    expect(said).toContain('--secrets-manager is for secret: "embedded"');
  });
});
