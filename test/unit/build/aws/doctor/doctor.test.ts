import { describe, expect, it } from 'vitest';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { cacheBehavior } from '../../../../fakes/aws/cloudfront/sample-distribution.js';
import { tellTime } from '../clock-skew.js';
import { NAME, writes } from '../deploy/deployment.js';
import { startWorld } from '../world.js';
import { codes, OTHER, SECRET, siteConfig } from './checks/healthy.js';
import { plantGuardedSite, runDoctor } from './site.js';

const KINDS: readonly (readonly [string, EdgeConfig])[] = [
  ['the secret in a store', {}],
  ['the secret in a store, with revocation', { revocation: true }],
  ['the secret built in', { secret: 'embedded' }],
];

describe.each(KINDS)('a healthy site with %s', (_, given) => {
  it('has no error and no warning, and is not touched', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world, given);
    const { findings, looked } = await runDoctor(world, config);
    // The backend asks for the login itself.
    expect(codes(findings)).toEqual(['behavior-not-guarded']);
    expect(looked).toEqual([
      `function ${NAME}, DEVELOPMENT and LIVE`,
      'LIVE against what the configuration builds',
      'TestFunction on LIVE, with a token and without',
      ...(given.secret === 'embedded' ? [] : [`KeyValueStore ${NAME}`]),
      `secret ${NAME}`,
      `distribution ${config.deploy!.distribution}, its 2 behaviors`,
    ]);
    expect(writes(world)).toEqual([]);
  });
});

describe('a site with faults', () => {
  it('has all three of them found at once', async () => {
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
    expect(writes(world)).toEqual([]);
  });

  it('is told that LIVE throws, as CloudFront tells it', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    const store = world.fake.cloudfront.stores.get(NAME)!.arn;
    const code = '// pocket-spa-auth 0.0.1\nfunction handler(event) { return nothing.at.all; }\n';
    world.fake.cloudfront.addFunction(NAME, { code, store });
    const { findings } = await runDoctor(world, config);
    expect(codes(findings)).toEqual(['live-fails', 'function-outdated', 'behavior-not-guarded']);
  });

  it('is told that LIVE finds no secret', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    world.fake.stores.delete(NAME, 'token_secret');
    await world.fake.clock.advance(60);
    const { findings } = await runDoctor(world, config);
    expect(codes(findings)).toEqual(['ring-missing', 'behavior-not-guarded']);
  });

  it('is told that LIVE takes long', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    world.fake.cloudfront.utilization = 85;
    expect(codes((await runDoctor(world, config)).findings)).toContain('compute-limit');
  });

  it('is told of cut-offs that LIVE does not heed', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    world.fake.stores.put(NAME, `revoked:${'0'.repeat(63)}`, `${world.clock.now() + 60}`);
    expect(codes((await runDoctor(world, config)).findings)).toContain('revocation-ignored');
  });

  it('is told that the clock of this machine is off', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    const session = await world.session(config);
    tellTime(session.aws, world.clock.now() - 120);
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

describe('the token that LIVE is tried with', () => {
  it('is over in ten minutes, and of a user that nobody can have cut off', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world, { revocation: true });
    // Longer than what a token of its own could outlive.
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
    const parts = tokens.map((token) => token.split(':'));
    expect(parts.map(([, expiry]) => Number(expiry) - world.clock.now())).toEqual([600, 600]);
    const [one, two] = parts.map(([user]) => user);
    expect(one).toMatch(/^pocket-spa-auth-doctor-[0-9a-f]{8}$/);
    expect(two).not.toBe(one);
  });

  it("is made by AWS's time", async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world);
    const session = await world.session(config);
    const clock = { ...world.clock, now: () => world.fake.clock.now() - 1200 };
    tellTime(session.aws, world.fake.clock.now());
    const slow = { ...world, session: async () => ({ ...session, clock }) };
    expect(codes((await runDoctor(slow, config)).findings)).toEqual([
      'clock-off',
      'behavior-not-guarded',
    ]);
  });
});

describe("everybody's cut-off that is a slip", () => {
  it.each([
    ['soon', 'cut-off-unusable'],
    ['9'.repeat(16), 'cut-off-far'],
  ])('of %j is told, and no fault of LIVE', async (slip, code) => {
    const world = await startWorld();
    const config = await plantGuardedSite(world, { revocation: true });
    world.fake.stores.put(NAME, 'token_secret', `${SECRET};${slip}`);
    await world.fake.clock.advance(60);
    const found = codes((await runDoctor(world, config)).findings);
    expect(found).toEqual([code, 'behavior-not-guarded']);
  });
});

describe('everybody logged out at the edge', () => {
  it('is no fault of LIVE', async () => {
    const world = await startWorld();
    const config = await plantGuardedSite(world, { revocation: true });
    const cutOff = world.clock.now() + 600_000;
    world.fake.stores.put(NAME, 'token_secret', `${SECRET};${cutOff}`);
    await world.fake.clock.advance(60);
    expect(codes((await runDoctor(world, config)).findings)).toEqual(['behavior-not-guarded']);
  });
});

describe('nothing deployed yet', () => {
  it('is told', async () => {
    const world = await startWorld();
    const { findings } = await runDoctor(world, {});
    expect(codes(findings)).toEqual([
      'function-missing',
      'store-missing',
      'secret-missing',
      'distribution-none',
    ]);
  });
});
