import { expect } from 'vitest';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { generateSecret, generateToken, revocationKey } from '../../../../../../signer/index.js';
import { addGuardedDistribution } from '../../edge-site.js';
import { atEveryChange, FAST_PROPAGATION } from '../../faults.js';
import { startWorld, type World, type WorldOptions } from '../../world.js';
import { buildOnce, runDeploy } from '../deployment.js';

export const OLD = 'shop';

export const NEW = 'store';

/** A site that runs the function under its old name, with somebody logged out everywhere. */
export interface RenamedSite {
  readonly world: World;
  readonly distribution: string;
  /** The configuration with the new name. */
  readonly config: EdgeConfig;
  /** The cookies of a user who is logged in, of one who was logged out, and of nobody. */
  readonly visitors: Readonly<Record<'ada' | 'eve' | 'nobody', Cookies>>;
}

type Cookies = Readonly<Record<string, { value: string }>>;

export async function startRenamed({
  deploy = {},
  ...options
}: WorldOptions & { deploy?: EdgeConfig['deploy'] } = {}): Promise<RenamedSite> {
  // Values are the slowest: they arrive after TestFunction has seen them.
  const propagation = { ...FAST_PROPAGATION, value: 40 };
  const world = await startWorld({ propagation, ...options });
  const { fake } = world;
  const { code } = await buildOnce({ revocation: true });
  const secret = generateSecret();
  fake.secrets.put(deploy.secretId ?? OLD, secret);
  const store = fake.cloudfront.addStore(OLD, { token_secret: secret });
  const arn = fake.cloudfront.addFunction(OLD, { code, store });
  const distribution = addGuardedDistribution(fake, arn);
  const before: EdgeConfig = { revocation: true, deploy: { ...deploy, name: OLD, distribution } };
  const login = (userId: string): Cookies => ({
    'pocket-spa-token': { value: generateToken(userId, { secret, now: world.clock.now() }) },
  });
  const visitors = { ada: login('ada'), eve: login('eve'), nobody: {} };
  cutOff(world, OLD, 'eve');
  await fake.clock.advance(60);
  const config = { ...before, deploy: { ...before.deploy, name: NEW } };
  return { world, distribution, config, visitors };
}

/** Logs a user out everywhere in a store, as `revoke` does. */
export function cutOff({ fake, clock }: World, store: string, userId: string): void {
  fake.stores.put(store, revocationKey(userId), String(clock.now() + 10_000_000));
}

export const rename = ({ world, config }: RenamedSite, dryRun = false) =>
  runDeploy(world, config, { renameFrom: OLD, dryRun });

/** What every edge location answers to each visitor now: `in`, `login`, or another status. */
export async function readVerdicts({ world, distribution, visitors }: RenamedSite) {
  const found: Record<string, string[]> = {};
  for (const [name, cookies] of Object.entries(visitors)) {
    const request = { uri: '/reports', cookies };
    const answers = await world.fake.edge.everywhere(distribution, request);
    const verdicts = answers.map((answer) => {
      if ('uri' in answer) {
        return 'in';
      }
      return answer.statusCode === 302 ? 'login' : String(answer.statusCode);
    });
    found[name] = [...new Set(verdicts)];
  }
  return found;
}

export const EXPECTED = { ada: ['in'], eve: ['login'], nobody: ['login'] };

/** Checks every visitor at every edge location whenever something changes. */
export function watchEveryEdge(site: RenamedSite): void {
  atEveryChange(site.world.fake, async () => {
    expect(await readVerdicts(site)).toEqual(EXPECTED);
  });
}

/** Expects that only the new name is left, with everything that the old one had. */
export async function expectRenamed(site: RenamedSite, what: string): Promise<void> {
  const { world } = site;
  const { functions, stores, distributions } = world.fake.cloudfront;
  expect([...functions.keys()], what).toEqual([NEW]);
  expect([...stores.keys()], what).toEqual([NEW]);
  expect(world.fake.stores.entries(NEW), what).toMatchObject({
    token_secret: world.fake.secrets.read(NEW) ?? world.fake.secrets.read('kept'),
    [revocationKey('eve')]: expect.stringMatching(/^\d+$/),
  });
  expect(JSON.stringify(distributions.get(site.distribution)!.config), what).toContain(
    `function/${NEW}"`,
  );
  await world.fake.clock.advance(60);
  expect(await readVerdicts(site), what).toEqual(EXPECTED);
  expect((await rename(site, true)).plan, what).toEqual([]);
}
