import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { sampleDistribution } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import { type CommandLine, commandLine } from './command-line.js';
import { startWorld, type World } from './world.js';

/** The columns of the table in docs/aws.md. */
const COMMANDS = ['deploy', 'status', 'doctor', 'rotate', 'revoke', 'destroy'] as const;

type Command = (typeof COMMANDS)[number];

const PREFIXES: Readonly<Record<string, string>> = {
  cloudfront: 'cloudfront',
  kvs: 'cloudfront-keyvaluestore',
  secretsmanager: 'secretsmanager',
  cloudwatch: 'cloudwatch',
};

const PAGE = readFileSync(new URL('../../../../docs/aws.md', import.meta.url), 'utf8');

const NAME = 'pocket-spa-auth';

const DAY = 86_400;

/** Runs that make every call of a command, with all options. */
const RUNS: Readonly<Record<Command, (world: World, shell: CommandLine) => Promise<void>>> = {
  async deploy(world, { configure, run }) {
    await expectSuccess(run('deploy'));
    configure(createConfig(world, { loginPath: '/enter' }));
    await expectSuccess(run('deploy'));
    // Without `token_secret`, deploy lists the store's entries to see whether another tool uses it.
    world.fake.stores.put(NAME, 'revoked:x', '1');
    world.fake.stores.delete(NAME, 'token_secret');
    await expectSuccess(run('deploy'));
    const deploy = { tags: { team: 'shop' } };
    configure(createConfig(world, { deploy }));
    await expectSuccess(run('deploy'));
    configure(createConfig(world, { deploy: { ...deploy, name: 'renamed' } }));
    await expectSuccess(run('deploy', '--rename-from', NAME));
  },
  async status(_world, { run }) {
    await expectSuccess(run('deploy'));
    await expectSuccess(run('status'));
  },
  async doctor(world, { configure, run }) {
    await expectSuccess(run('deploy'));
    await expectSuccess(run('doctor'));
    // doctor lists cut-offs only if LIVE is built without revocation.
    configure(createConfig(world, { revocation: false }));
    await expectSuccess(run('deploy'));
    world.fake.stores.put(NAME, 'revoked:x', '1');
    await run('doctor');
  },
  async rotate(world, { run }) {
    await expectSuccess(run('deploy'));
    for (const pause of [600, 8 * DAY, 2 * DAY]) {
      await expectSuccess(run('rotate'));
      await world.fake.clock.advance(pause);
    }
    await expectSuccess(run('rotate', '--emergency', '--yes'));
  },
  async revoke(world, { run }) {
    await expectSuccess(run('deploy'));
    await expectSuccess(run('revoke', 'ada'));
    await expectSuccess(run('revoke', '--all-before', 'now', '--yes'));
    await expectSuccess(run('revoke', 'ada', '--lift'));
    await expectSuccess(run('revoke', 'bob'));
    await world.fake.clock.advance(10 * DAY);
    await expectSuccess(run('revoke', '--prune'));
  },
  async destroy(_world, { run }) {
    await expectSuccess(run('deploy'));
    await expectSuccess(run('destroy', '--secret', '--yes'));
  },
};

it('docs/aws.md lists the permissions that each command needs, and no others', {
  timeout: 300_000,
}, async () => {
  const needed: Record<string, string[]> = {};
  for (const command of COMMANDS) {
    for (const action of await recordActions(command)) {
      needed[action] = [...(needed[action] ?? []), command];
    }
  }
  expect(needed).toEqual(readTable());
});

it('docs/aws.md prints a policy with the permissions of deploy, without options', () => {
  const policy = JSON.parse(/```json\n(\{\n {2}"Version".+?)```/s.exec(PAGE)![1]!) as {
    Statement: { Action: string[] }[];
  };
  const column = readRows().flatMap(([action, [cell = '']]) =>
    /^\w|^✓/.test(cell) ? [action] : [],
  );
  expect(policy.Statement.flatMap(({ Action }) => Action).sort()).toEqual(column.sort());
});

async function recordActions(command: Command): Promise<Set<string>> {
  const world = await startWorld();
  const distribution = addReferringDistribution(world);
  const shell = commandLine(world, createConfig(world, {}, distribution));
  const actions = new Set<string>();
  const run: CommandLine['run'] = async (...argv) => {
    const from = world.fake.calls.length;
    const outcome = await shell.run(...argv);
    if (argv[0] === command) {
      for (const { service, operation } of world.fake.calls.slice(from)) {
        actions.add(`${PREFIXES[service]}:${operation}`);
      }
    }
    return outcome;
  };
  await RUNS[command](world, { ...shell, run });
  return actions;
}

/** A distribution that refers to everything that a command may read: tenants, a custom policy. */
function addReferringDistribution({ fake: { cloudfront } }: World): string {
  const sample = sampleDistribution(0, {});
  const [api, ...others] = sample.CacheBehaviors!.Items!;
  const items = [{ ...api!, CachePolicyId: cloudfront.addCachePolicy({ MaxTTL: 0 }) }, ...others];
  const origins = sample.Origins!.Items!.map((origin) => ({
    ...origin,
    OriginPath: '/{{folder}}',
  }));
  const id = cloudfront.addDistribution({
    CacheBehaviors: { Quantity: items.length, Items: items },
    Origins: { Quantity: origins.length, Items: origins },
    ConnectionMode: 'tenant-only',
  });
  cloudfront.addTenant(id);
  return id;
}

function createConfig(world: World, changes: EdgeConfig, id?: string): EdgeConfig {
  const distribution = id ?? [...world.fake.cloudfront.distributions.keys()][0]!;
  return { revocation: true, ...changes, deploy: { ...changes.deploy, distribution } };
}

async function expectSuccess(run: Promise<{ status: number; err: string }>) {
  const { status, err } = await run;
  expect(status, err).toBe(0);
}

/** The table of the page: each action with the commands that it marks. */
function readTable(): Record<string, string[]> {
  return Object.fromEntries(
    readRows().map(([action, cells]) => [action, COMMANDS.filter((_, i) => cells[i] !== '')]),
  );
}

/** The rows of that table: an action, and a cell for each command. */
function readRows(): (readonly [action: string, cells: readonly string[]])[] {
  const rows = [...PAGE.matchAll(/^\| `([\w-]+:\w+)` \|(.+)\|$/gm)];
  return rows.map(([, action, cells]) => [action!, cells!.split('|').map((cell) => cell.trim())]);
}
