import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { diagnose } from '../../../../../build/aws/doctor/doctor.js';
import type { Session } from '../../../../../build/aws/session.js';
import { readStatus, type Status } from '../../../../../build/aws/status/status.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { buildOnce, NAME } from '../deploy/deployment.js';
import type { World } from '../world.js';
import { SECRET, siteConfig } from './checks/healthy.js';

/**
 * Adds a site as `deploy` leaves it, which has reached every edge location; returns its
 * configuration.
 */
export async function plantGuardedSite(
  { fake }: World,
  config: EdgeConfig = {},
  changes: Partial<DistributionConfig> = {},
): Promise<EdgeConfig> {
  const isEmbedded = config.secret === 'embedded';
  const { code } = await buildOnce(config, isEmbedded ? SECRET : undefined);
  const store = isEmbedded
    ? {}
    : { store: fake.cloudfront.addStore(NAME, { token_secret: SECRET }) };
  fake.cloudfront.addFunction(NAME, { code, ...store });
  fake.secrets.put(NAME, SECRET);
  const distribution = fake.cloudfront.addDistribution(siteConfig(changes));
  return { ...config, deploy: { ...config.deploy, distribution } };
}

/** One run of doctor with clients of its own. */
export async function runDoctor(world: World, config: EdgeConfig) {
  const session = await world.session(config);
  const diagnosis = await diagnose(session, buildFor(config));
  world.output.push(JSON.stringify(diagnosis));
  return diagnosis;
}

/** One run of status with clients of its own. */
export async function runStatus(world: World, config: EdgeConfig): Promise<Status> {
  const session: Session = await world.session(config);
  const status = await readStatus(session, buildFor(config));
  world.output.push(JSON.stringify(status));
  return status;
}

/** The function does not depend on `deploy`. */
function buildFor({ deploy: _, ...config }: EdgeConfig) {
  return (secret: string | undefined) => buildOnce(config, secret);
}
