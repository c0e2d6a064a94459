import type { FunctionState } from '../../resources/functions.js';
import type { Session } from '../../session.js';
import { readSurveyedDistribution } from '../../survey/survey.js';
import { type DoorCheck, type Finding, nameOwnersStep } from '../findings.js';
import { checkCaches } from './caches.js';
import { checkEdgeCode } from './edge-code.js';
import { checkErrorPages } from './error-pages.js';
import { checkOrigins } from './origins.js';
import { checkOtherDistributions } from './other-distributions.js';
import { checkOwner } from './owner.js';
import { checkProtocols } from './protocols.js';
import { checkShadows } from './shadows.js';
import { type DoorInput, describeSite } from './site.js';
import { readSurroundings, type Surroundings } from './surroundings.js';
import { checkTenants } from './tenants.js';
import { checkUnread, describeUnread } from './unread.js';

const CHECKS: readonly DoorCheck[] = [
  checkErrorPages,
  checkShadows,
  checkOrigins,
  checkOtherDistributions,
  checkOwner,
  checkCaches,
  checkProtocols,
  checkEdgeCode,
  checkTenants,
  checkUnread,
];

/** The ways around the function: who gets in without it, or gets what belongs to another user. */
export function checkDoors(
  input: DoorInput & { readonly surroundings: Surroundings },
): readonly Finding[] {
  const site = describeSite(input);
  return site
    ? CHECKS.flatMap((check) => check(site, input.surroundings)).map((finding) =>
        nameOwnersStep(finding, input.deployment),
      )
    : [];
}

/**
 * The doors of a distribution that the function was just attached to, `live` being the function at
 * LIVE, and `tags` those of the distribution if they were read. Never throws an `AwsError`: what
 * could not be read is a finding.
 */
export async function findDoors(
  session: Session,
  live: FunctionState | undefined,
  tags?: Surroundings['tags'],
): Promise<readonly Finding[]> {
  const { aws, config, deployment } = session;
  const distribution = await readSurveyedDistribution(session);
  if (!distribution.ok) {
    return [describeUnread(distribution.error, 'cloudfront:GetDistribution')];
  }
  const input = { config, deployment, live: { ok: true, value: live }, distribution } as const;
  const site = describeSite(input);
  return site
    ? checkDoors({ ...input, surroundings: await readSurroundings(aws, site, tags) })
    : [];
}
