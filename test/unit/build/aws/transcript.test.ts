import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { expect, it } from 'vitest';
import { generateToken } from '../../../../signer/index.js';
import { cacheBehavior } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import { commandLine, type Outcome } from './command-line.js';
import { startWorld } from './world.js';

const WEEK = 604_800;

/** docs/transcript.md is what these commands really say; `npx vitest -u` writes it anew. */
it('is in the docs', { timeout: 60_000 }, async () => {
  const world = await startWorld();
  const { fake } = world;
  const distribution = fake.cloudfront.addDistribution(SITE);
  const config = {
    revocation: true,
    stages: { prd: { deploy: { distribution, behaviors: ['default', '/files/*'] } } },
  };
  const shell = commandLine(world, config);
  const page: string[] = [HEAD];

  const typed = async (...argv: string[]): Promise<Outcome> => {
    const outcome = await shell.run(...argv, '--stage', 'prd');
    // A hash of a secret that is another in every run.
    const said = [outcome.err, outcome.out]
      .filter(Boolean)
      .join('\n')
      .replace(/(fingerprint )[0-9a-f]{12}/g, '$15ecre7f1a9e5');
    page.push(block(`$ npx pocket-spa-auth ${argv.join(' ')} --stage prd\n${said}`));
    return outcome;
  };
  /** Somebody who logs in now: what the edge makes of their cookie from then on. */
  const login = (userId: string) => {
    const ring = fake.secrets.read('pocket-spa-auth/prd')!;
    const value = generateToken(userId, { secret: ring, now: world.clock.now() });
    return async (expected: 'let in' | 'sent to the login page') => {
      const cookies = { 'pocket-spa-token': { value } };
      const answers = await fake.edge.everywhere(distribution, { uri: '/reports', cookies });
      const met = new Set(answers.map((a) => ('uri' in a ? 'let in' : 'sent to the login page')));
      expect([...met], userId).toEqual([expected]);
      return `${userId}: ${expected}`;
    };
  };
  const meet = async (...visits: Promise<string>[]) => {
    page.push(`At every edge now: ${(await Promise.all(visits)).join('; ')}.\n`);
  };

  page.push('## The first deployment\n');
  expect(await typed('deploy', '--dry-run')).toMatchObject({ status: 0 });
  expect(await typed('deploy')).toMatchObject({ status: 0 });
  const ada = login('ada');
  await meet(ada('let in'));

  page.push('## The second\n');
  const writes = () => fake.calls.filter((call) => call.writes).length;
  const before = writes();
  expect((await typed('deploy')).out).toContain('nothing to do');
  expect(writes()).toBe(before);
  expect(await typed('status')).toMatchObject({ status: 0 });

  page.push('## A new secret, and nobody is logged out\n');
  expect(await typed('rotate')).toMatchObject({ status: 0 });
  await fake.clock.advance(60);
  const bob = login('bob, who logged in after the first step');
  await meet(ada('let in'), bob('let in'));
  expect(await typed('rotate')).toMatchObject({ status: 0 });
  await fake.clock.advance(300);
  expect(await typed('rotate')).toMatchObject({ status: 0 });
  await fake.clock.advance(60);
  const eve = login('eve, whose token is signed with the new secret');
  await meet(ada('let in'), bob('let in'), eve('let in'));
  await fake.clock.advance(WEEK / 2);
  const late = login('dan, who logged in half a week later');
  page.push('A week later every token of the old secret has expired.\n');
  await fake.clock.advance(WEEK / 2 + 300);
  expect(await typed('rotate')).toMatchObject({ status: 0 });
  await fake.clock.advance(60);
  await meet(late('let in'), ada('sent to the login page'));

  page.push('## Log out everywhere\n');
  const tom = login('tom');
  await meet(tom('let in'));
  expect(await typed('revoke', 'tom')).toMatchObject({ status: 0 });
  await fake.clock.advance(60);
  const again = login('tom, who has logged in again');
  await meet(tom('sent to the login page'), again('let in'), late('let in'));

  page.push('## Three faults, found\n');
  page.push(
    'Somebody detached the function from a behavior in the console, somebody put another secret into Secrets Manager by hand, and\n' +
      'the configuration has moved on without a deployment.\n',
  );
  detach(fake.cloudfront.distributions.get(distribution)!.config);
  fake.secrets.put('pocket-spa-auth/prd', 'c0ffee'.repeat(8));
  shell.configure({ ...config, clockTolerance: 60 });
  const { status, out } = await typed('doctor');
  expect(status).toBe(4);
  expect(out.match(/^(?:error|warning) {2}\S+/gm)).toEqual(PLANTED);

  await expect(page.join('\n')).toMatchFileSnapshot('../../../../docs/transcript.md');
});

/** An app, its backend, and files of the app under a path of their own. */
const SITE = {
  CacheBehaviors: {
    Quantity: 2,
    Items: [
      cacheBehavior('/api/*', {
        TargetOriginId: 'backend',
        // CachingDisabled and AllViewerExceptHostHeader.
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
        AllowedMethods: {
          Quantity: 7,
          Items: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
          CachedMethods: { Quantity: 2, Items: ['GET', 'HEAD'] },
        },
      }),
      cacheBehavior('/files/*'),
    ],
  },
} satisfies Partial<DistributionConfig>;

const PLANTED = ['error  secret-not-at-edge', 'error  behavior-open', 'warning  function-differs'];

const HEAD = `# A transcript

What the commands say, taken down by a test: the AWS account is a local one that speaks the real protocols, with a clock of its own, so that the
waiting takes no time. On a terminal the lines that say what is going on are one line that moves.
`;

function block(text: string): string {
  return `\`\`\`\n${text}\n\`\`\`\n`;
}

/** By hand, as in the console. */
function detach({ CacheBehaviors }: DistributionConfig): void {
  const [, behavior] = CacheBehaviors!.Items!;
  behavior!.FunctionAssociations = { Quantity: 0, Items: [] };
}
