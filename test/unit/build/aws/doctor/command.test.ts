import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { doctor } from '../../../../../build/commands/doctor.js';
import { status } from '../../../../../build/commands/status.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { type FakeTerminal, fakeTerminal } from '../../commands/terminal.js';
import { NAME } from '../deploy/deployment.js';
import { startWorld, type World } from '../world.js';
import { FUNCTION_ARN, OTHER } from './checks/healthy.js';
import { plantGuardedSite } from './site.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true });
  }
});

/** A terminal in a folder with this configuration; whatever it shows is searched for secrets. */
function terminalFor(world: World, config: EdgeConfig): FakeTerminal {
  const cwd = mkdtempSync(join(tmpdir(), 'doctor-'));
  folders.push(cwd);
  writeFileSync(join(cwd, 'spa-auth.config.json'), JSON.stringify(config));
  const terminal = fakeTerminal({ cwd, clock: world.clock });
  return {
    ...terminal,
    out: (text) => {
      world.said.push(text);
      terminal.out(text);
    },
    err: (text) => {
      world.said.push(text);
      terminal.err(text);
    },
  };
}

describe('doctor', { timeout: 30_000 }, () => {
  it('says that all is well, and what it looked at', async () => {
    const world = await startWorld();
    const terminal = terminalFor(world, await plantGuardedSite(world));
    expect(await doctor.run({}, terminal, '')).toBeUndefined();
    expect(terminal.lines.out.join('\n')).toMatchInlineSnapshot(`
      "pocket-spa-auth  healthy  1 note

      note  behavior-not-guarded
        the behavior /api/* of EDIST00000009 does not run the function
        why   what it serves is open, unless its origin asks for a login itself
        mend  if it is not meant to be open, add "/api/*" to deploy.behaviors, then npx pocket-spa-auth deploy

      looked at
        function pocket-spa-auth, DEVELOPMENT and LIVE
        LIVE against what the configuration builds
        TestFunction on LIVE, with a token and without
        KeyValueStore pocket-spa-auth
        secret pocket-spa-auth
        distribution EDIST00000009, its 2 behaviors"
    `);
    expect(terminal.lines.err.join('\n')).toMatchInlineSnapshot(`
      "look at pocket-spa-auth
      run pocket-spa-auth with TestFunction"
    `);
  });

  it('says what is wrong, and its exit status tells of an error', async () => {
    const world = await startWorld();
    const terminal = terminalFor(world, await plantGuardedSite(world));
    world.fake.secrets.put(NAME, OTHER);
    expect(await doctor.run({}, terminal, '')).toBe(4);
    expect(terminal.lines.out.join('\n')).toMatchInlineSnapshot(`
      "pocket-spa-auth  1 error, 1 note

      error  secret-not-at-edge
        the KeyValueStore pocket-spa-auth does not hold what the secret pocket-spa-auth in Secrets Manager signs with
        why   everybody who logs in is sent back to the login
        mend  put the version back that pocket-spa-auth had before, or log everybody out: npx pocket-spa-auth rotate --emergency

      note  behavior-not-guarded
        the behavior /api/* of EDIST00000009 does not run the function
        why   what it serves is open, unless its origin asks for a login itself
        mend  if it is not meant to be open, add "/api/*" to deploy.behaviors, then npx pocket-spa-auth deploy

      looked at
        function pocket-spa-auth, DEVELOPMENT and LIVE
        LIVE against what the configuration builds
        TestFunction on LIVE, with a token and without
        KeyValueStore pocket-spa-auth
        secret pocket-spa-auth
        distribution EDIST00000009, its 2 behaviors"
    `);
  });

  it('prints one object for programs', async () => {
    const world = await startWorld();
    const terminal = terminalFor(world, await plantGuardedSite(world));
    world.fake.secrets.put(NAME, OTHER);
    expect(await doctor.run({ json: true }, terminal, '')).toBe(4);
    expect(terminal.lines.out).toHaveLength(1);
    expect(JSON.parse(terminal.lines.out[0]!)).toMatchObject({
      name: NAME,
      findings: [
        { code: 'secret-not-at-edge', severity: 'error', mend: expect.any(String) },
        { code: 'behavior-not-guarded', severity: 'note' },
      ],
      looked: expect.arrayContaining([`secret ${NAME}`]),
    });
  });

  it('takes the distribution from the command line', async () => {
    const world = await startWorld();
    const { deploy } = await plantGuardedSite(world);
    const terminal = terminalFor(world, {});
    const options = { distribution: deploy!.distribution!, behavior: ['default', '/api/*'] };
    expect(await doctor.run(options, terminal, '')).toBe(4);
    expect(terminal.lines.out.join('\n')).toContain('behavior-open');
  });
});

describe('status', { timeout: 30_000 }, () => {
  it('shows a site that is as it was built', async () => {
    const world = await startWorld();
    const terminal = terminalFor(world, await plantGuardedSite(world));
    await world.fake.clock.advance(600);
    expect(await status.run({}, terminal, '')).toBeUndefined();
    // What a release changes.
    const shown = terminal.lines.out.join('\n').replace(/version \S+, \d+/g, 'version 1.2.3, 4000');
    expect(shown).toMatchInlineSnapshot(`
      "pocket-spa-auth
        DEVELOPMENT   as built  version 1.2.3, 4000 bytes, cloudfront-js-2.0, DEPLOYED
        LIVE          as built  version 1.2.3, 4000 bytes, cloudfront-js-2.0, DEPLOYED
        store         READY     associated with LIVE, 1 entry, 76 bytes
        secret        there     1 in the ring, fingerprint a3e8f5852fd3, equal in the store
        distribution  Deployed  EDIST00000009; guarded: default; open: /api/*"
    `);
  });

  it('shows what is not there, and what nobody could see', async () => {
    const world = await startWorld();
    const terminal = terminalFor(world, {});
    world.fake.faults.at(({ service }) => service === 'secretsmanager', 'error500', Infinity);
    expect(await status.run({}, terminal, '')).toBeUndefined();
    expect(terminal.lines.out.join('\n')).toMatchInlineSnapshot(`
      "pocket-spa-auth
        DEVELOPMENT   not there
        LIVE          not there
        store         not there
        secret        not seen
        distribution  none"
    `);
    expect(terminal.lines.err.join('\n')).toContain('not seen: SecretsManager GetSecretValue');
  });

  it('prints one object for programs', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    const terminal = terminalFor(world, config);
    expect(await status.run({ json: true }, terminal, '')).toBeUndefined();
    expect(terminal.lines.out).toHaveLength(1);
    expect(JSON.parse(terminal.lines.out[0]!)).toMatchObject({
      name: NAME,
      function: { live: { equal: true }, development: { equal: true } },
      distribution: { id: config.deploy!.distribution, guarded: ['default'] },
      unseen: [],
    });
  });
});

it('the ARN of the planted function is the one that the pure tests use', async () => {
  const world = await startWorld();
  await plantGuardedSite(world);
  expect(world.fake.cloudfront.functions.get(NAME)!.arn).toBe(FUNCTION_ARN);
});
