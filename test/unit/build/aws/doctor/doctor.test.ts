import { describe, expect, it } from 'vitest';
import { runChecks } from '../../../../../build/aws/doctor/doctor.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { cacheBehavior } from '../../../../fakes/aws/cloudfront/sample-distribution.js';
import { stubServerTime } from '../clock-skew.js';
import { listWrites, NAME } from '../deploy/deployment.js';
import { startWorld } from '../world.js';
import { healthyInput, LIVE, listCodes, OTHER, ok, SECRET, siteConfig } from './checks/healthy.js';
import { plantGuardedSite, runDoctor } from './site.js';

const CONFIGS: readonly (readonly [string, EdgeConfig])[] = [
  ['the secret in a store', {}],
  ['the secret in a store, with revocation', { revocation: true }],
  ['an embedded secret', { secret: 'embedded' }],
];

describe.each(CONFIGS)('a healthy site with %s', (_, siteOptions) => {
  it('has no error and no warning, and is not changed', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world, siteOptions);
    const { findings, looked } = await runDoctor(world, config);
    // The behavior of the backend is open; the backend checks the login itself.
    expect(listCodes(findings)).toEqual(['behavior-not-guarded']);
    expect(looked).toEqual([
      `function ${NAME}, DEVELOPMENT and LIVE`,
      'LIVE against what the configuration builds',
      'TestFunction on LIVE, with a token and without',
      ...(siteOptions.secret === 'embedded' ? [] : [`KeyValueStore ${NAME}`]),
      `secret ${NAME}`,
      `distribution ${config.deploy!.distribution}, its 2 behaviors`,
    ]);
    expect(listWrites(world)).toEqual([]);
  });
});

describe('problems of a site', () => {
  it('are all reported at once', async () => {
    const world = await startWorld();
    const site = siteConfig();
    const config = await plantGuardedSite(
      world,
      {},
      {
        DefaultCacheBehavior: { ...site.DefaultCacheBehavior!, ViewerProtocolPolicy: 'allow-all' },
        CacheBehaviors: {
          Quantity: 2,
          Items: [...site.CacheBehaviors!.Items!, cacheBehavior('*.js')],
        },
      },
    );
    world.fake.stores.put(NAME, 'token_secret', OTHER);
    await world.fake.clock.advance(60);
    expect((await runDoctor(world, config)).findings).toMatchObject([
      { code: 'secret-not-at-edge', severity: 'error' },
      { code: 'behavior-same-files', severity: 'warning', what: expect.stringContaining('*.js') },
      { code: 'http-allowed', severity: 'warning', what: expect.stringContaining('default') },
      { code: 'behavior-not-guarded', severity: 'note' },
    ]);
    expect(listWrites(world)).toEqual([]);
  });

  it.each([
    ['in its result', false],
    ['with the error TestFunctionFailed', true],
  ])('include that LIVE throws in TestFunction, which says so %s', async (_, failsWithError) => {
    const world = await startWorld({ attempts: 3 });
    world.fake.cloudfront.failsWithError = failsWithError;
    const config = await plantGuardedSite(world);
    const store = world.fake.cloudfront.stores.get(NAME)!.arn;
    const code = '// pocket-spa-auth 0.0.1\nfunction handler(event) { return nothing.at.all; }\n';
    world.fake.cloudfront.addFunction(NAME, { code, store });
    const { findings } = await runDoctor(world, config);
    expect(listCodes(findings)).toEqual([
      'live-fails',
      'function-outdated',
      'behavior-not-guarded',
    ]);
    expect(world.fake.calls.map(({ attempt }) => attempt)).not.toContain(2);
  });

  it('include that LIVE finds no secret', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    world.fake.stores.delete(NAME, 'token_secret');
    await world.fake.clock.advance(60);
    const { findings } = await runDoctor(world, config);
    expect(listCodes(findings)).toEqual(['ring-missing', 'behavior-not-guarded']);
  });

  it('include that LIVE takes too long', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    world.fake.cloudfront.utilization = 85;
    expect(listCodes((await runDoctor(world, config)).findings)).toContain('compute-limit');
  });

  it('do not include one slow run of LIVE', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    const shares = [20, 90, 20, 21, 22, 23];
    world.fake.cloudfront.utilization = () => shares.shift()!;
    expect(listCodes((await runDoctor(world, config)).findings)).toEqual(['behavior-not-guarded']);
    expect(shares).toEqual([]);
  });

  it('include cut-offs that LIVE ignores', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    world.fake.stores.put(NAME, `revoked:${'0'.repeat(63)}`, `${world.clock.now() + 60}`);
    expect(listCodes((await runDoctor(world, config)).findings)).toContain('revocation-ignored');
  });

  it('include that the clock of this machine is wrong', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    const session = await world.session(config);
    stubServerTime(session.aws, world.clock.now() - 120);
    const { findings, looked } = await runDoctor(
      { ...world, session: async () => session },
      config,
    );
    expect(findings.find(({ code }) => code === 'clock-off')!.what).toBe(
      "this machine's clock is 120 s ahead of AWS's",
    );
    expect(looked).toContain("this machine's clock");
  });
});

describe('the token that LIVE is tested with', () => {
  it('expires in ten minutes, and names a user whom no cut-off can concern', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world, { revocation: true });
    // It refuses every token of the test's lifetime.
    const cutOff = world.clock.now() + 600_000;
    world.fake.stores.put(NAME, 'token_secret', `${SECRET};${cutOff}`);
    const session = await world.session(config);
    const tokens: string[] = [];
    session.aws.cloudfront.middlewareStack.add(
      (next) => (args) => {
        const { EventObject: event } = args.input as { EventObject?: Uint8Array };
        const { request } = JSON.parse(event ? new TextDecoder().decode(event) : '{"request":{}}');
        const token = request.cookies?.['pocket-spa-token']?.value as string | undefined;
        if (token !== undefined) {
          tokens.push(token);
        }
        return next(args);
      },
      { step: 'initialize' },
    );
    const again = { ...world, session: async () => session };
    await runDoctor(again, config);
    await runDoctor(again, config);
    const parts = [...new Set(tokens)].map((token) => token.split(':'));
    expect(parts.map(([, expiry]) => Number(expiry) - world.clock.now())).toEqual([600, 600]);
    const [one, two] = parts.map(([user]) => user);
    expect(one).toMatch(/^pocket-spa-auth-doctor-[0-9a-f]{8}$/);
    expect(two).not.toBe(one);
  });

  it("is issued at AWS's time", async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    const session = await world.session(config);
    const clock = { ...world.clock, now: () => world.fake.clock.now() - 1200 };
    stubServerTime(session.aws, world.fake.clock.now());
    const slow = { ...world, session: async () => ({ ...session, clock }) };
    expect(listCodes((await runDoctor(slow, config)).findings)).toEqual([
      'clock-off',
      'behavior-not-guarded',
    ]);
  });
});

describe('a cut-off for everybody that is a mistake', () => {
  it.each([
    ['soon', 'cut-off-unusable'],
    ['9'.repeat(16), 'cut-off-far'],
  ])('is reported, and LIVE is not: %j', async (value, code) => {
    const world = await startWorld();
    const config = await plantGuardedSite(world, { revocation: true });
    world.fake.stores.put(NAME, 'token_secret', `${SECRET};${value}`);
    await world.fake.clock.advance(60);
    const found = listCodes((await runDoctor(world, config)).findings);
    expect(found).toEqual([code, 'behavior-not-guarded']);
  });
});

describe('a cut-off for everybody that is in force', () => {
  it('is no finding, and LIVE is none', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world, { revocation: true });
    const cutOff = world.clock.now() + 600_000;
    world.fake.stores.put(NAME, 'token_secret', `${SECRET};${cutOff}`);
    await world.fake.clock.advance(60);
    expect(listCodes((await runDoctor(world, config)).findings)).toEqual(['behavior-not-guarded']);
  });
});

describe('a site that was never deployed', () => {
  it('has every missing part reported', async () => {
    const world = await startWorld();
    const { findings } = await runDoctor(world, {});
    expect(listCodes(findings)).toEqual([
      'function-missing',
      'store-missing',
      'secret-missing',
      'distribution-none',
    ]);
  });
});

describe('the findings', () => {
  it('of a healthy site are notes', () => {
    expect(runChecks(healthyInput()).filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  it('begin with the most severe', () => {
    const changes = {
      clockSkew: 60,
      development: ok({ ...LIVE, code: '' }),
      stored: ok(undefined),
    };
    expect(runChecks(healthyInput(changes)).map(({ severity }) => severity)).toEqual([
      'error',
      'warning',
      'warning',
      'note',
    ]);
  });
});
