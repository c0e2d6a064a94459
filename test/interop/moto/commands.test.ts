import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RotateOptions, rotate } from '../../../build/aws/rotate/rotate.js';
import type { EdgeConfig } from '../../../build/config/edge-config.js';
import { generateToken } from '../../../signer/index.js';
import { stubServerTime } from '../../unit/build/aws/clock-skew.js';
import {
  addSite,
  listWrites,
  loggedInRequest,
  NAME,
  runDeploy,
} from '../../unit/build/aws/deploy/deployment.js';
import { startWorld, type World } from '../../unit/build/aws/world.js';
import { TOOLS } from '../tools/tools.js';
import { useMoto } from './moto.js';

const DAY = 86_400;

const WEEK = 7 * DAY;

/**
 * The time until every backend has read a new ring: it keeps a ring for five minutes, and clocks
 * differ by up to a minute.
 */
const READ = 360;

// Secrets Manager is moto's. CloudFront and its KeyValueStores are the fake's, because moto
// implements only a part of them.
describe.runIf(TOOLS.moto)('with the secret on moto', () => {
  const moto = useMoto();
  let world: World;
  let secretsManager: SecretsManager;

  beforeEach(async () => {
    world = await startWorld();
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', moto.url);
    world.fake.onChange(() => moto.setClock(world.clock.now()));
    ({ secretsManager } = (await world.session()).aws);
  });

  afterEach(async () => {
    expect(world.fake.calls.filter(({ service }) => service === 'secretsmanager')).toEqual([]);
    const { SecretList = [] } = await secretsManager.listSecrets({});
    expect(SecretList).toHaveLength(1);
    const printed = world.output.join('\n').toLowerCase();
    for (const secret of await readAllSecrets(SecretList[0]!.Name!)) {
      expect(printed).not.toContain(secret);
    }
  });

  /** The secrets in all versions. */
  async function readAllSecrets(SecretId: string): Promise<Set<string>> {
    const { VersionIdsToStages = {} } = await secretsManager.describeSecret({ SecretId });
    const texts = Object.keys(VersionIdsToStages).map((VersionId) =>
      secretsManager.getSecretValue({ SecretId, VersionId }),
    );
    const all = (await Promise.all(texts)).map(({ SecretString }) => SecretString).join();
    const found = new Set(all.match(/[0-9a-f]{64}/g));
    expect(found.size).toBeGreaterThan(0);
    return found;
  }

  async function textAt(VersionStage: string, SecretId = NAME): Promise<string | undefined> {
    const found = secretsManager.getSecretValue({ SecretId, VersionStage });
    return (await found.catch(() => undefined))?.SecretString;
  }

  async function readState() {
    const [current, previous, pending] = await Promise.all(
      ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING'].map((label) => textAt(label)),
    );
    return { current, previous, pending, stored: world.fake.stores.entries(NAME).token_secret };
  }

  describe('deploy', () => {
    it('creates the secret and a function that accepts its tokens', async () => {
      const { distribution, config } = addSite(world);
      const { done } = await runDeploy(world, config);
      expect(done.map(({ id }) => id)[0]).toBe('create-secret');
      const { current, stored } = await readState();
      expect(current).toMatch(/^[0-9a-f]{64}$/);
      expect(stored).toBe(current);
      const { edge } = world.fake;
      expect(await edge.request(distribution, loggedInRequest(world, current))).toMatchObject({
        uri: '/index.html',
      });
      expect(await edge.request(distribution, { uri: '/a' })).toMatchObject({ statusCode: 302 });
    });

    it('has nothing to do in a second run', async () => {
      const { config } = addSite(world);
      await runDeploy(world, config);
      const before = { shown: await readState(), writes: listWrites(world) };
      expect(await runDeploy(world, config)).toMatchObject({ plan: [], done: [] });
      expect({ shown: await readState(), writes: listWrites(world) }).toEqual(before);
      expect(await readAllSecrets(NAME)).toHaveLength(1);
    });

    it('uses the field of an existing JSON text and does not change it', async () => {
      const secret = 'ab'.repeat(32);
      const SecretString = JSON.stringify({ a: { SPA_TOKEN_SECRET: secret }, DATABASE: 'x' });
      await secretsManager.createSecret({ Name: 'shop/settings', SecretString });
      const deploy = {
        secretId: 'shop/settings',
        secretKey: 'SPA_TOKEN_SECRET',
        secretPath: ['a'],
      };
      const { done } = await runDeploy(world, { deploy });
      expect(done.map(({ id }) => id)).not.toContain('create-secret');
      expect(await textAt('AWSCURRENT', 'shop/settings')).toBe(SecretString);
      expect(world.fake.stores.entries(NAME)).toEqual({ token_secret: secret });
    });
  });

  describe('rotate', () => {
    let site: { readonly distribution: string; readonly config: EdgeConfig };
    let old: string;

    beforeEach(async () => {
      site = addSite(world);
      await runDeploy(world, site.config);
      old = (await textAt('AWSCURRENT'))!;
      await world.fake.clock.advance(DAY);
    });

    async function run(options: Partial<RotateOptions> = {}) {
      const none = { begin: false, continue: false, emergency: false, wait: false, dryRun: false };
      const session = await world.session(site.config);
      // The web server of moto tells the time of this machine, which is not that of the account.
      stubServerTime(session.aws, world.clock.now);
      const { done, ...result } = await rotate(session, {
        ...none,
        confirm: async () => {},
        ...options,
      });
      return { ...result, done: done.map(({ id }) => id) };
    }

    /**
     * The answers of the edge locations to a token: the path of a request that goes on, or a
     * status.
     */
    async function askEdge(token: string): Promise<unknown[]> {
      const request = { uri: '/a', cookies: { 'pocket-spa-token': { value: token } } };
      const outputs = await world.fake.edge.everywhere(site.distribution, request);
      return outputs.map((output) => ('uri' in output ? output.uri : output.statusCode));
    }

    const tokenBy = (ring: string) =>
      generateToken('ada', { secret: ring, now: world.clock.now(), maxAge: WEEK });

    /**
     * From now on a user logs in at every step, and every token must be accepted until it expires.
     */
    function logInAtEveryStep(): Set<string> {
      const last = new Map<string, { token: string; until: number }>();
      const signers = new Set<string>();
      world.fake.onChange(async () => {
        const ring = (await textAt('AWSCURRENT'))!;
        const [signer] = ring.split(',') as [string];
        signers.add(signer);
        last.set(signer, { token: tokenBy(ring), until: world.clock.now() + WEEK });
        for (const { token, until } of last.values()) {
          if (until >= world.clock.now()) {
            expect(await askEdge(token)).toEqual(['/index.html']);
          }
        }
      });
      return signers;
    }

    it('logs nobody out in its three steps', async () => {
      const signers = logInAtEveryStep();
      const since = world.clock.now();
      const introduced = await run();
      expect(introduced.done).toEqual(['introduce-store', 'introduce-secret']);
      const [, fresh] = (await textAt('AWSCURRENT'))!.split(',') as [string, string];
      const both = `${old},${fresh}`;
      expect(await readState()).toMatchObject({ current: both, previous: old, stored: both });
      expect(introduced).toMatchObject({ since, live: 'checked' });
      expect(introduced.next).toEqual({ step: 'promote', at: since + READ });
      expect(await run()).toMatchObject({ plan: [], done: [] });

      await world.fake.clock.advance(introduced.next!.at - world.clock.now());
      const promoted = await run();
      expect(promoted.done).toEqual(['try-live', 'promote-secret', 'align-store']);
      const turned = `${fresh},${old}`;
      expect(await readState()).toMatchObject({ current: turned, previous: both, stored: turned });
      expect(await run()).toMatchObject({ plan: [], done: [] });

      expect(promoted.next).toEqual({ step: 'retire', at: promoted.since + READ + WEEK });
      await world.fake.clock.advance(promoted.next!.at - world.clock.now());
      const retired = await run();
      expect(retired.done).toEqual(['try-live', 'retire-store', 'retire-secret', 'drop-previous']);
      expect(await readState()).toEqual({ current: fresh, stored: fresh });
      expect(signers).toEqual(new Set([old, fresh]));
      await world.fake.clock.advance(60);
      expect(await askEdge(tokenBy(old))).toEqual([302]);
      expect(await run()).toMatchObject({ plan: [], done: [], next: null });
    });

    it('replaces a leaked secret immediately, also during a rotation', async () => {
      await run();
      const [, fresh] = (await textAt('AWSCURRENT'))!.split(',') as [string, string];
      const { done } = await run({ emergency: true });
      expect(done).toEqual([
        'replace-pending',
        'replace-store',
        'replace-current',
        'drop-previous',
        'drop-pending',
      ]);
      const { current } = await readState();
      expect([old, fresh]).not.toContain(current);
      expect(await readState()).toEqual({ current, stored: current });
      await world.fake.clock.advance(60);
      expect(await askEdge(tokenBy(old))).toEqual([302]);
      expect(await askEdge(tokenBy(fresh))).toEqual([302]);
      expect(await askEdge(tokenBy(current!))).toEqual(['/index.html']);
      expect(await run({ emergency: true })).toMatchObject({ plan: [], done: [] });
    });
  });
});
