import { expect, it } from 'vitest';
import { commandLine } from './command-line.js';
import { listWrites, NAME } from './deploy/deployment.js';
import { startWorld, type World } from './world.js';

/** Marks the secret for deletion, a day ago: it can still be restored. */
function deleteSecret({ fake }: World): void {
  const asked = fake.clock.now() - 86_400;
  fake.secrets.all.get(NAME)!.deletion = { asked, due: asked + 30 * 86_400 };
}

const RESTORE = `aws secretsmanager restore-secret --secret-id ${NAME}`;

it.each([[['deploy']], [['rotate']], [['build', '--secrets-manager']]])(
  '%j names the command that restores a deleted secret, exit 4',
  async (argv) => {
    const world = await startWorld();
    const shell = commandLine(world, argv[0] === 'build' ? { secret: 'embedded' } : {});
    await shell.run('deploy');
    deleteSecret(world);
    const before = listWrites(world);
    const { status, err } = await shell.run(...argv);
    expect({ status, err }).toEqual({ status: 4, err: expect.stringContaining(RESTORE) });
    expect(listWrites(world)).toEqual(before);
  },
);

it.each(['kvs', 'embedded'] as const)(
  'doctor names it too, for a secret that is %s',
  async (secret) => {
    const world = await startWorld();
    const shell = commandLine(world, { secret });
    await shell.run('deploy');
    deleteSecret(world);
    const { status, out } = await shell.run('doctor');
    expect(status).toBe(4);
    expect(out).toContain('error  secret-deleted');
    expect(out).toContain(`fix  ${RESTORE}`);
    expect(out).not.toMatch(/cannot-look|build-fails/);
  },
);

it('destroy --secret ignores a secret that is deleted already', async () => {
  const world = await startWorld();
  const shell = commandLine(world);
  await shell.run('deploy');
  deleteSecret(world);
  expect((await shell.run('destroy', '--secret', '--yes')).status).toBe(0);
});
