import type { DistributionSummary } from '@aws-sdk/client-cloudfront';
import { attachStep } from '../../managing-tools.js';
import { type Behavior, listBehaviors } from '../../resources/distributions.js';
import { originsFor, viewerRequestArn } from '../../survey/behaviors.js';
import { containsLocation, locateOrigin, type OriginLocation } from '../../survey/origins.js';
import { valueOrUndefined } from '../../survey/read-result.js';
import { createFinding, type DoorCheck } from '../findings.js';
import { isPublicPattern, patternFor, type Site } from './site.js';

/** Other distributions that serve the guarded files without the function. */
export const checkOtherDistributions: DoorCheck = (site, { distributions }) => {
  const guarded = site.behaviors
    .filter(({ isGuarded }) => isGuarded)
    .flatMap(({ behavior }) => locateBuckets(site.distribution, behavior));
  const others = valueOrUndefined(distributions) ?? [];
  return others.flatMap((other) => {
    const names = other.Id === site.id || !other.Enabled ? [] : listOpen(other, guarded, site);
    if (names.length === 0) {
      return [];
    }
    const kind = other.Staging ? 'the staging distribution' : 'the distribution';
    const what = `${kind} ${other.Id} serves the same bucket without the function, by ${names.join(', ')}`;
    const deploy = attachStep(
      { ...site.deployment, attachment: '', distribution: other.Id! },
      names,
      site.functionArn,
      `deploy --distribution ${other.Id} --shared`,
    );
    const fix = `delete that distribution, let the bucket policy allow ${site.id} alone, or have the other run the function too: ${deploy}`;
    return [createFinding('distribution-same-bucket', what, fix)];
  });
};

/** The behaviors of another distribution that serve guarded files without the function. */
function listOpen(
  other: DistributionSummary,
  guarded: readonly OriginLocation[],
  site: Site,
): string[] {
  return listBehaviors(other)
    .filter(([, behavior]) => {
      const arn = viewerRequestArn(behavior);
      return arn === undefined || arn !== site.functionArn;
    })
    .filter(([name, behavior]) =>
      locateBuckets(other, behavior).some((theirs) =>
        guarded.some((ours) => {
          const hasSamePaths = theirs.path === ours.path;
          return (
            containsLocation(theirs, ours) &&
            !(hasSamePaths && isPublicPattern(site, patternFor(name)))
          );
        }),
      ),
    )
    .map(([name]) => name);
}

function locateBuckets(
  distribution: Pick<DistributionSummary, 'Origins' | 'OriginGroups'>,
  behavior: Behavior,
): readonly OriginLocation[] {
  return originsFor(distribution, behavior)
    .map(locateOrigin)
    .filter(({ bucket }) => bucket !== undefined);
}
