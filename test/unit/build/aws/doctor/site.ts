import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { diagnose } from '../../../../../build/aws/doctor/doctor.js';
import type { Session } from '../../../../../build/aws/session.js';
import { type Status, summarizeStatus } from '../../../../../build/aws/status/status.js';
import { surveyStage } from '../../../../../build/aws/survey/survey.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { builtFrom, NAME } from '../deploy/deployment.js';
import type { World } from '../world.js';
import { SECRET, siteConfig } from './checks/healthy.js';

/** A site that has been guarded for long, as `deploy` leaves it; gives the configuration that it was made by. */
export async function plantGuardedSite(
  { fake }: World,
  given: EdgeConfig = {},
  changes: Partial<DistributionConfig> = {},
): Promise<EdgeConfig> {
  const isEmbedded = given.secret === 'embedded';
  const { code } = await builtFrom(given, isEmbedded ? SECRET : undefined);
  const store = isEmbedded
    ? {}
    : { store: fake.cloudfront.addStore(NAME, { token_secret: SECRET }) };
  fake.cloudfront.addFunction(NAME, { code, ...store });
  fake.secrets.put(NAME, SECRET);
  const distribution = fake.cloudfront.addDistribution(siteConfig(changes));
  return { ...given, deploy: { ...given.deploy, distribution } };
}

/** One run of doctor, from the opening of its clients on. */
export async function runDoctor(world: World, config: EdgeConfig) {
  const session = await world.session(config);
  const diagnosis = await diagnose(session, buildFor(config));
  world.said.push(JSON.stringify(diagnosis));
  return diagnosis;
}

/** One run of status, from the opening of its clients on. */
export async function runStatus(world: World, config: EdgeConfig): Promise<Status> {
  const session: Session = await world.session(config);
  const status = summarizeStatus(await surveyStage(session, buildFor(config)), session);
  world.said.push(JSON.stringify(status));
  return status;
}

/** The deployment takes no part in the function. */
function buildFor({ deploy: _, ...config }: EdgeConfig) {
  return (secret: string | undefined) => builtFrom(config, secret);
}
