import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { type CommandLine, commandLine } from './command-line.js';
import { startWorld, type World } from './world.js';

/** The columns of the table. */
const COMMANDS = ['deploy', 'status', 'doctor', 'rotate', 'revoke', 'destroy'] as const;

type Command = (typeof COMMANDS)[number];

const PREFIXES: Readonly<Record<string, string>> = {
  cloudfront: 'cloudfront',
  kvs: 'cloudfront-keyvaluestore',
  secretsmanager: 'secretsmanager',
};

const PAGE = readFileSync(new URL('../../../../docs/aws.md', import.meta.url), 'utf8');

const NAME = 'pocket-spa-auth';

const DAY = 86_400;

/** Everything that each command does, all options included. */
const LIVES: Readonly<Record<Command, (world: World, shell: CommandLine) => Promise<void>>> = {
  async deploy(world, { configure, run }) {
    await good(run('deploy'));
    configure(configOf(world, { loginPath: '/enter' }));
    await good(run('deploy'));
    // Whose the rest is has to be seen where somebody has taken the secret out.
    world.fake.stores.put(NAME, 'revoked:x', '1');
    world.fake.stores.delete(NAME, 'token_secret');
    await good(run('deploy'));
  },
  async status(_world, { run }) {
    await good(run('deploy'));
    await good(run('status'));
  },
  async doctor(world, { configure, run }) {
    await good(run('deploy'));
    await good(run('doctor'));
    // Cut-offs that LIVE does not ask for are looked for.
    configure(configOf(world, { revocation: false }));
    await good(run('deploy'));
    world.fake.stores.put(NAME, 'revoked:x', '1');
    await run('doctor');
  },
  async rotate(world, { run }) {
    await good(run('deploy'));
    for (const pause of [600, 8 * DAY, 2 * DAY]) {
      await good(run('rotate'));
      await world.fake.clock.advance(pause);
    }
    await good(run('rotate', '--emergency', '--yes'));
  },
  async revoke(world, { run }) {
    await good(run('deploy'));
    await good(run('revoke', 'ada'));
    await good(run('revoke', '--all-before', 'now'));
    await good(run('revoke', 'ada', '--lift'));
    await good(run('revoke', 'bob'));
    await world.fake.clock.advance(10 * DAY);
    await good(run('revoke', '--prune'));
  },
  async destroy(_world, { run }) {
    await good(run('deploy'));
    await good(run('destroy', '--secret', '--yes'));
  },
};

it('docs/aws.md has the permissions that each command needs, and no other', {
  timeout: 60_000,
}, async () => {
  const needed: Record<string, string[]> = {};
  for (const command of COMMANDS) {
    for (const action of await actionsOf(command)) {
      needed[action] = [...(needed[action] ?? []), command];
    }
  }
  expect(needed).toEqual(documented());
});

it("the policy it prints is deploy's column", () => {
  const policy = JSON.parse(/```json\n(\{\n {2}"Version".+?)```/s.exec(PAGE)![1]!) as {
    Statement: { Action: string[] }[];
  };
  const column = Object.entries(documented()).filter(([, commands]) => commands.includes('deploy'));
  expect(policy.Statement.flatMap(({ Action }) => Action).sort()).toEqual(
    column.map(([action]) => action).sort(),
  );
});

async function actionsOf(command: Command): Promise<Set<string>> {
  const world = await startWorld();
  const distribution = world.fake.cloudfront.addDistribution();
  const shell = commandLine(world, configOf(world, {}, distribution));
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
  await LIVES[command](world, { ...shell, run });
  return actions;
}

function configOf(world: World, changes: EdgeConfig, id?: string): EdgeConfig {
  const distribution = id ?? [...world.fake.cloudfront.distributions.keys()][0]!;
  return { revocation: true, ...changes, deploy: { distribution } };
}

async function good(run: Promise<{ status: number; err: string }>) {
  const { status, err } = await run;
  expect(status, err).toBe(0);
}

/** The table of the page: each action with the commands that have a mark. */
function documented(): Record<string, string[]> {
  const rows = [...PAGE.matchAll(/^\| `([\w-]+:\w+)` \|(.+)\|$/gm)];
  return Object.fromEntries(
    rows.map(([, action, cells]) => [
      action!,
      COMMANDS.filter((_, i) => cells!.split('|')[i]!.trim() !== ''),
    ]),
  );
}
