import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { expect, it } from 'vitest';
import { generateToken } from '../../../../signer/index.js';
import { cacheBehavior } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import { commandLine, type Outcome } from './command-line.js';
import { EXPECTED, OLD, readVerdicts, startRenamed } from './deploy/rename/renamed.js';
import { LEAKY_DOORS, startLeaky } from './doctor/doors/leaky-site.js';
import { atEveryChange } from './faults.js';
import { describeHook, describeProbe } from './transcript-here.js';
import { startWorld } from './world.js';

const WEEK = 604_800;

/** docs/transcript.md holds the real output of these commands; `npx vitest -u` updates it. */
it('docs/transcript.md shows what the commands print', { timeout: 300_000 }, async () => {
  const world = await startWorld();
  const { fake } = world;
  const distribution = fake.cloudfront.addDistribution(SITE);
  const config = {
    revocation: true,
    stages: { prd: { deploy: { distribution, behaviors: ['default', '/files/*'] } } },
  };
  const shell = commandLine(world, config);
  const page: string[] = [HEAD];

  const type = async (...argv: string[]): Promise<Outcome> => {
    const outcome = await shell.run(...argv, '--stage', 'prd');
    // The fingerprint differs in every run, because the secret does.
    const text = [outcome.err, outcome.out]
      .filter(Boolean)
      .join('\n')
      .replace(/(fingerprint )[0-9a-f]{12}/g, '$15ecre7f1a9e5');
    page.push(block(`$ npx pocket-spa-auth ${argv.join(' ')} --stage prd\n${text}`));
    return outcome;
  };
  /** Logs a user in now. The function that it returns checks the answer to their cookie later. */
  const login = (userId: string) => {
    const ring = fake.secrets.read('pocket-spa-auth/prd')!;
    const value = generateToken(userId, { secret: ring, now: world.clock.now() });
    return async (expected: 'let in' | 'sent to the login page') => {
      const cookies = { 'pocket-spa-token': { value } };
      const answers = await fake.edge.everywhere(distribution, { uri: '/reports', cookies });
      const verdicts = new Set(
        answers.map((a) => ('uri' in a ? 'let in' : 'sent to the login page')),
      );
      expect([...verdicts], userId).toEqual([expected]);
      return `${userId}: ${expected}`;
    };
  };
  const showAnswers = async (...visits: Promise<string>[]) => {
    page.push(`At every edge location now: ${(await Promise.all(visits)).join('; ')}.\n`);
  };

  page.push('## The first deployment\n');
  expect(await type('deploy', '--dry-run')).toMatchObject({ status: 0 });
  expect(await type('deploy')).toMatchObject({ status: 0 });
  const ada = login('ada');
  await showAnswers(ada('let in'));

  page.push('## The second\n');
  const writes = () => fake.calls.filter((call) => call.writes).length;
  const before = writes();
  expect((await type('deploy')).out).toContain('nothing to do');
  expect(writes()).toBe(before);
  expect(await type('status')).toMatchObject({ status: 0 });

  page.push('## A new secret, and nobody is logged out\n');
  expect(await type('rotate')).toMatchObject({ status: 0 });
  await fake.clock.advance(60);
  const bob = login('bob, who logged in after the first step');
  await showAnswers(ada('let in'), bob('let in'));
  expect(await type('rotate')).toMatchObject({ status: 0 });
  await fake.clock.advance(300);
  expect(await type('rotate')).toMatchObject({ status: 0 });
  await fake.clock.advance(60);
  const eve = login('eve, whose token is signed with the new secret');
  await showAnswers(ada('let in'), bob('let in'), eve('let in'));
  await fake.clock.advance(WEEK / 2);
  const late = login('dan, who logged in half a week later');
  page.push('A week later every token of the old secret has expired.\n');
  await fake.clock.advance(WEEK / 2 + 300);
  expect(await type('rotate')).toMatchObject({ status: 0 });
  await fake.clock.advance(60);
  await showAnswers(late('let in'), ada('sent to the login page'));

  page.push('## Log out everywhere\n');
  const tom = login('tom');
  await showAnswers(tom('let in'));
  expect(await type('revoke', 'tom')).toMatchObject({ status: 0 });
  await fake.clock.advance(60);
  const again = login('tom, who has logged in again');
  await showAnswers(tom('sent to the login page'), again('let in'), late('let in'));

  page.push('## Three faults, found\n');
  page.push(
    'Somebody detached the function from a behavior in the console, somebody put another secret into Secrets Manager by hand, and\n' +
      'the configuration was changed without a deployment.\n',
  );
  detach(fake.cloudfront.distributions.get(distribution)!.config);
  fake.secrets.put('pocket-spa-auth/prd', 'c0ffee'.repeat(8));
  shell.configure({ ...config, clockTolerance: 60 });
  const { status, out } = await type('doctor');
  expect(status).toBe(4);
  expect(out.match(/^(?:error|warning) {2}\S+/gm)).toEqual(EXPECTED_FINDINGS);

  page.push('## Every door, found\n', await describeDoors());
  page.push("## Somebody else's distribution\n", await describeOwner());
  page.push('## Another name, under load\n', await describeRename());
  page.push('## A function with a hook\n', await describeHook());
  page.push('## What a stranger gets\n', await describeProbe());

  await expect(page.join('\n')).toMatchFileSnapshot('../../../../docs/transcript.md');
});

/** What doctor finds on a distribution with every door: a row for each. */
async function describeDoors(): Promise<string> {
  const { world, config } = await startLeaky();
  const { status, out } = await commandLine(world, config).run('doctor', '--json');
  expect(status).toBe(4);
  const { findings } = JSON.parse(out) as {
    findings: { code: string; severity: string; what: string; mend: string }[];
  };
  const doors = findings.filter(
    ({ code, severity }) => severity !== 'note' && code !== 'behavior-same-files',
  );
  expect(doors.map(({ code, severity }) => `${severity} ${code}`)).toEqual(LEAKY_DOORS);
  const escapeCell = (text: string) => text.replace(/[*<_|]/g, String.raw`\$&`);
  const rows = doors.map(
    ({ code, severity, what, mend }) =>
      `| \`${code}\` | ${severity} | ${escapeCell(what)} | ${escapeCell(mend)} |`,
  );
  return [
    'Another distribution runs the function on its default behavior, and is open in nearly every way that `doctor` knows. `doctor --json` finds each of them, and exits with 4:\n',
    '| code | severity | what | mend |\n|---|---|---|---|',
    `${rows.join('\n')}\n`,
  ].join('\n');
}

/** What deploy says of a distribution of a stack, and what it leaves to another tool. */
async function describeOwner(): Promise<string> {
  const { fake, ...world } = await startWorld();
  const distribution = fake.cloudfront.addDistribution(SITE);
  fake.cloudfront.tagDistribution(distribution, { 'aws:cloudformation:stack-name': 'quay-site' });
  const shell = commandLine({ fake, ...world }, { deploy: { distribution } });
  const refused = await shell.run('deploy');
  expect(refused.status).toBe(4);
  expect(fake.calls.filter(({ writes }) => writes)).toEqual([]);
  shell.configure({ deploy: { distribution, managedBy: 'cdk' } });
  const left = await shell.run('deploy');
  expect(left.status).toBe(0);
  const lines = left.err.split('\n').filter((line) => line.includes('warning: deploy leaves'));
  return [
    'The distribution belongs to a stack, and the exit status is 4. Nothing was changed:\n',
    block(`$ npx pocket-spa-auth deploy\n${refused.err.split('\n').at(-1)}`),
    'With `"managedBy": "cdk"` the function is made, and one warning says what is left to do:\n',
    block(`$ npx pocket-spa-auth deploy\n${lines.join('\n')}`),
  ].join('\n');
}

/** A rename, with three visitors at every edge location whenever something changes. */
async function describeRename(): Promise<string> {
  const site = await startRenamed();
  const { world, config } = site;
  const shell = commandLine(world, config);
  let moments = 0;
  let answers = 0;
  atEveryChange(world.fake, async () => {
    const verdicts = await readVerdicts(site);
    expect(verdicts).toEqual(EXPECTED);
    moments += 1;
    answers += Object.values(verdicts).flat().length;
  });
  const { status, out, err } = await shell.run('deploy', '--rename-from', OLD);
  expect(status, err).toBe(0);
  await world.fake.clock.advance(60);
  expect(moments).toBeGreaterThan(20);
  return [
    '`deploy.name` was changed from `shop` to `store`. While the command runs, ada, who is logged in, eve, who was logged out everywhere, and a stranger ask every edge\nlocation at every moment at which something changes:\n',
    block(`$ npx pocket-spa-auth deploy --rename-from ${OLD}\n${out}`),
    `At all ${moments} moments and all edge locations (${answers} verdicts): ada: let in; eve: sent to the login page; the stranger: sent to the login page.\n`,
  ].join('\n');
}

/** An app, its backend, and the app's files under another path. */
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

const EXPECTED_FINDINGS = [
  'error  secret-not-at-edge',
  'error  behavior-open',
  'warning  function-differs',
];

const HEAD = `# A transcript

The output of the commands, recorded by a test. The AWS account is simulated on this machine with the real protocols, and with its own clock, so that
waiting takes no time. On a terminal the progress is one line that changes.
`;

function block(text: string): string {
  return `\`\`\`\n${text}\n\`\`\`\n`;
}

/** Detaches the function, as somebody would in the console. */
function detach({ CacheBehaviors }: DistributionConfig): void {
  const [, behavior] = CacheBehaviors!.Items!;
  behavior!.FunctionAssociations = { Quantity: 0, Items: [] };
}
