import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { doctor } from '../../../../../build/commands/doctor.js';
import { status } from '../../../../../build/commands/status.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { type FakeTerminal, fakeTerminal } from '../../commands/fake-terminal.js';
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

/**
 * A terminal in a folder with this configuration. Its output is searched for secrets after the
 * test.
 */
function terminalFor(world: World, config: EdgeConfig): FakeTerminal {
  const cwd = mkdtempSync(join(tmpdir(), 'doctor-'));
  folders.push(cwd);
  writeFileSync(join(cwd, 'spa-auth.config.json'), JSON.stringify(config));
  const terminal = fakeTerminal({ cwd, clock: world.clock });
  return {
    ...terminal,
    out: (text) => {
      world.output.push(text);
      terminal.out(text);
    },
    err: (text) => {
      world.output.push(text);
      terminal.err(text);
    },
  };
}

describe('doctor', { timeout: 120_000 }, () => {
  it('looks for the function in the built site on this machine', async () => {
    const world = await startWorld();
    const terminal = terminalFor(world, await plantGuardedSite(world));
    mkdirSync(join(terminal.cwd, 'dist/edge'), { recursive: true });
    await doctor.run({}, terminal, '');
    expect(terminal.lines.out.join('\n')).toContain('\n  the folders dist here');
    const code = `// pocket-spa-auth 0.1.0\nvar s=["${OTHER}"];function handler(){}`;
    writeFileSync(join(terminal.cwd, 'dist/edge/renamed.js'), code);
    expect(await doctor.run({}, terminal, '')).toBe(4);
    expect(terminal.lines.out.join('\n')).toContain('secret-in-site\n  "dist/edge/renamed.js"');
  });

  it('prints that the site is healthy, and what it checked', async () => {
    const world = await startWorld();
    const terminal = terminalFor(world, await plantGuardedSite(world));
    expect(await doctor.run({}, terminal, '')).toBeUndefined();
    expect(terminal.lines.out.join('\n')).toMatchInlineSnapshot(`
      "pocket-spa-auth  healthy  1 note

      note  behavior-not-guarded
        the behavior /api/* of EDIST00000009 does not run the function
        why  what it serves is open, unless its origin asks for a login itself
        fix  if it is not meant to be open, add "/api/*" to backendPaths and "/api/*" to deploy.behaviors, then npx pocket-spa-auth deploy

      checked:
        function pocket-spa-auth, DEVELOPMENT and LIVE
        LIVE against what the configuration builds
        TestFunction on LIVE, with a token and without
        KeyValueStore pocket-spa-auth
        secret pocket-spa-auth
        distribution EDIST00000009, its 2 behaviors"
    `);
    expect(terminal.lines.err.join('\n')).toMatchInlineSnapshot(`
      "read the state of pocket-spa-auth
      run pocket-spa-auth with TestFunction"
    `);
  });

  it('prints the findings, and exits with 4 if one is an error', async () => {
    const world = await startWorld();
    const terminal = terminalFor(world, await plantGuardedSite(world));
    world.fake.secrets.put(NAME, OTHER);
    expect(await doctor.run({}, terminal, '')).toBe(4);
    expect(terminal.lines.out.join('\n')).toMatchInlineSnapshot(`
      "pocket-spa-auth  1 error, 1 note

      error  secret-not-at-edge
        the KeyValueStore pocket-spa-auth does not hold the secret that pocket-spa-auth in Secrets Manager signs with
        why  everybody who logs in is sent back to the login
        fix  restore the former version of pocket-spa-auth, or log everybody out: npx pocket-spa-auth rotate --emergency

      note  behavior-not-guarded
        the behavior /api/* of EDIST00000009 does not run the function
        why  what it serves is open, unless its origin asks for a login itself
        fix  if it is not meant to be open, add "/api/*" to backendPaths and "/api/*" to deploy.behaviors, then npx pocket-spa-auth deploy

      checked:
        function pocket-spa-auth, DEVELOPMENT and LIVE
        LIVE against what the configuration builds
        TestFunction on LIVE, with a token and without
        KeyValueStore pocket-spa-auth
        secret pocket-spa-auth
        distribution EDIST00000009, its 2 behaviors"
    `);
  });

  it('prints one JSON object', async () => {
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
    const [finding] = (JSON.parse(terminal.lines.out[0]!) as { findings: object[] }).findings;
    expect(Object.keys(finding!)).toEqual(['code', 'severity', 'why', 'what', 'mend']);
  });

  it('checks the distribution of the command line', async () => {
    const world = await startWorld();
    const { deploy } = await plantGuardedSite(world);
    const terminal = terminalFor(world, {});
    const options = { distribution: deploy!.distribution!, behavior: ['default', '/api/*'] };
    expect(await doctor.run(options, terminal, '')).toBe(4);
    expect(terminal.lines.out.join('\n')).toContain('behavior-open');
  });
});

describe('status', { timeout: 120_000 }, () => {
  it('prints the state of a site that is as built', async () => {
    const world = await startWorld();
    const terminal = terminalFor(world, await plantGuardedSite(world));
    await world.fake.clock.advance(600);
    expect(await status.run({}, terminal, '')).toBeUndefined();
    // A release changes the version and the size.
    const shown = terminal.lines.out.join('\n').replace(/version \S+, \d+/g, 'version 1.2.3, 4000');
    expect(shown).toMatchInlineSnapshot(`
      "pocket-spa-auth
        DEVELOPMENT   as built  version 1.2.3, 4000 bytes, cloudfront-js-2.0, DEPLOYED
        LIVE          as built  version 1.2.3, 4000 bytes, cloudfront-js-2.0, DEPLOYED
        store         READY     associated with LIVE, 1 entry, 76 bytes
        secret        exists    1 in the ring, fingerprint a3e8f5852fd3, same as in the store
        distribution  Deployed  EDIST00000009; protected: default; open: /api/*"
    `);
  });

  it('prints what does not exist, and what could not be read', async () => {
    const world = await startWorld();
    const terminal = terminalFor(world, {});
    world.fake.faults.inject(({ service }) => service === 'secretsmanager', 'error500', Infinity);
    expect(await status.run({}, terminal, '')).toBeUndefined();
    expect(terminal.lines.out.join('\n')).toMatchInlineSnapshot(`
      "pocket-spa-auth
        DEVELOPMENT   does not exist
        LIVE          does not exist
        store         does not exist
        secret        unknown
        distribution  none"
    `);
    expect(terminal.lines.err.join('\n')).toContain(
      'could not be read: SecretsManager GetSecretValue',
    );
  });

  it('prints one JSON object', async () => {
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

it('the fake gives the function the ARN that the tests of the checks use', async () => {
  const world = await startWorld();
  await plantGuardedSite(world);
  expect(world.fake.cloudfront.functions.get(NAME)!.arn).toBe(FUNCTION_ARN);
});
