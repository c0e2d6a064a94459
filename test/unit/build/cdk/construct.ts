import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll } from 'vitest';
import { SpaAuth, type SpaAuthProps } from '../../../../build/cdk/index.js';
import { buildEdgeFunction } from '../../../../build/compile/build.js';

export const CONFIG = {
  loginPath: '/login',
  deploy: { name: 'shop' },
  stages: { dev: {}, prd: {} },
};

/**
 * The folder of a function that the gates have passed, for {@link CONFIG} and the stage dev, so
 * that the tests of the template need not build it.
 */
export let built: string;

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'spa-auth-cdk-'));
  await writeBuilt({});
});

afterAll(() => rm(built, { recursive: true }));

/** Writes that folder, with changes to the manifest. */
export async function writeBuilt(changes: object): Promise<void> {
  const { code, manifest } = await buildEdgeFunction({ config: CONFIG, stage: 'dev' });
  await writeFile(join(built, 'viewer-request.js'), code);
  await writeFile(join(built, 'manifest.json'), JSON.stringify({ ...manifest, ...changes }));
}

export const newStack = (props: StackProps = {}) => new Stack(new App(), 'Site', props);

/** Constructs it in a stack of its own. */
export function construct(props: SpaAuthProps = {}, stack = newStack()) {
  const auth = new SpaAuth(stack, 'Auth', { config: CONFIG, stage: 'dev', built, ...props });
  return { stack, auth, template: () => Template.fromStack(stack) };
}
