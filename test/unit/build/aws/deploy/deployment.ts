import { deploy } from '../../../../../build/aws/deploy/deploy.js';
import { buildEdgeFunction, type EdgeFunction } from '../../../../../build/compile/build.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { generateToken } from '../../../../../signer/index.js';
import type { World } from '../world.js';

export const NAME = 'pocket-spa-auth';

// Each is built once: the compiler has tests of its own, and its gates take a second.
const builds = new Map<string, Promise<EdgeFunction>>();

export function builtFrom(config: EdgeConfig = {}, secret?: string): Promise<EdgeFunction> {
  const key = JSON.stringify([config, secret]);
  const found =
    builds.get(key) ?? buildEdgeFunction({ config, ...(secret === undefined ? {} : { secret }) });
  builds.set(key, found);
  return found;
}

export interface Run {
  readonly dryRun?: boolean;
  readonly secretOnly?: boolean;
  readonly secretFromStore?: boolean;
  readonly shared?: boolean;
  /** Whether there is a configuration; true unless given. */
  readonly isConfigured?: boolean;
  /** The distribution that the configuration names, where the command line names another. */
  readonly configured?: string;
  /** What becomes of the code that the configuration builds; nothing unless given. */
  readonly edit?: (code: string) => string;
}

/** One run of the command, from the opening of its clients on. */
export async function runDeploy(world: World, config: EdgeConfig = {}, run: Run = {}) {
  const { dryRun = false, secretOnly = false, secretFromStore = false, shared = false } = run;
  const { isConfigured = true, edit = (code: string) => code } = run;
  const session = await world.session(config);
  const { configured = session.configured } = run;
  return deploy(
    { ...session, isConfigured, configured },
    {
      async build(secret) {
        const built = await builtFrom(config, secret);
        return { ...built, code: edit(built.code) };
      },
      dryRun,
      secretOnly,
      secretFromStore,
      shared,
    },
  );
}

/** A site that any visitor may see, and the configuration that puts the function before it. */
export function plantSite({ fake }: World, config: EdgeConfig = {}) {
  const distribution = fake.cloudfront.addDistribution();
  return { distribution, config: { ...config, deploy: { ...config.deploy, distribution } } };
}

/** A request by somebody whom the backend has just logged in, with the secret of Secrets Manager. */
export function visitor(world: World, secret = world.fake.secrets.read(NAME)!) {
  const token = generateToken('ada', { secret, now: world.clock.now() });
  return { uri: '/reports', cookies: { 'pocket-spa-token': { value: token } } };
}

/** The operations that changed something, in order. */
export function writes({ fake }: World): string[] {
  return fake.calls.filter(({ writes }) => writes).map(({ operation }) => operation);
}
