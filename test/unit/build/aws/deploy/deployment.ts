import { deploy } from '../../../../../build/aws/deploy/deploy.js';
import { buildEdgeFunction, type EdgeFunction } from '../../../../../build/compile/build.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { generateToken } from '../../../../../signer/index.js';
import type { World } from '../world.js';

export const NAME = 'pocket-spa-auth';

// Each configuration is built once, because the gates take a second.
const builds = new Map<string, Promise<EdgeFunction>>();

export function buildOnce(
  // The function does not depend on `deploy`.
  { deploy: _, ...config }: EdgeConfig = {},
  secret?: string,
): Promise<EdgeFunction> {
  const key = JSON.stringify([config, secret]);
  const found =
    builds.get(key) ?? buildEdgeFunction({ config, ...(secret === undefined ? {} : { secret }) });
  builds.set(key, found);
  return found;
}

export interface RunOptions {
  readonly dryRun?: boolean;
  readonly secretOnly?: boolean;
  readonly secretFromStore?: boolean;
  readonly shared?: boolean;
  readonly force?: boolean;
  readonly renameFrom?: string;
  /** Whether there is a configuration; default true. */
  readonly isConfigured?: boolean;
  /** The distribution that the configuration names, if the command line names another. */
  readonly configuredDistribution?: string;
  /** Changes the built code. */
  readonly edit?: (code: string) => string;
}

/** One run of `deploy` in a new session. */
export async function runDeploy(world: World, config: EdgeConfig = {}, run: RunOptions = {}) {
  const { dryRun = false, secretOnly = false, secretFromStore = false } = run;
  const { shared = false, force = false, renameFrom } = run;
  const { isConfigured = true, edit = (code: string) => code } = run;
  const session = await world.session(config);
  const { configuredDistribution = session.configuredDistribution } = run;
  return deploy(
    { ...session, isConfigured, configuredDistribution },
    {
      async build(secret) {
        const built = await buildOnce(config, secret);
        return { ...built, code: edit(built.code) };
      },
      dryRun,
      secretOnly,
      secretFromStore,
      shared,
      force,
      renameFrom,
    },
  );
}

/** Adds an open distribution; gives its id, and the configuration with it. */
export function addSite({ fake }: World, config: EdgeConfig = {}) {
  const distribution = fake.cloudfront.addDistribution();
  return { distribution, config: { ...config, deploy: { ...config.deploy, distribution } } };
}

/**
 * A request with a new token, signed with the secret in Secrets Manager unless another is given.
 */
export function loggedInRequest(world: World, secret = world.fake.secrets.read(NAME)!) {
  const token = generateToken('ada', { secret, now: world.clock.now() });
  return { uri: '/reports', cookies: { 'pocket-spa-token': { value: token } } };
}

/** The operations that may have changed something, in order. */
export function listWrites({ fake }: World): string[] {
  return fake.calls.filter(({ writes }) => writes).map(({ operation }) => operation);
}

/** The tags of the secret, the store and the function. */
export function readAllTags({ fake: { cloudfront, secrets } }: World) {
  return [
    Object.fromEntries(secrets.all.get(NAME)!.tags),
    cloudfront.readTags(cloudfront.stores.get(NAME)!.arn),
    cloudfront.readTags(cloudfront.functions.get(NAME)!.arn),
  ];
}
