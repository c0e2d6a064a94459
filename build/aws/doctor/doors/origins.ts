import type { Origin } from '@aws-sdk/client-cloudfront';
import { originsFor } from '../../survey/behaviors.js';
import { isS3Origin, locateOrigin } from '../../survey/origins.js';
import { valueOrUndefined } from '../../survey/read-result.js';
import { createFinding, type DoorCheck, type Finding } from '../findings.js';
import type { Surroundings } from './surroundings.js';

const FIX =
  'give it the REST endpoint of the bucket and an origin access control that always signs, have the bucket policy allow that distribution alone, and block public access to the bucket';

/** Buckets of guarded behaviors that strangers reach without CloudFront. */
export const checkOrigins: DoorCheck = ({ behaviors, distribution, id }, surroundings) => {
  const guarded = behaviors.filter(({ isGuarded }) => isGuarded);
  const origins = new Set(guarded.flatMap(({ behavior }) => originsFor(distribution, behavior)));
  return [...origins].filter(isS3Origin).flatMap((origin) => checkBucket(origin, id, surroundings));
};

function checkBucket(origin: Origin, id: string, { accessControls }: Surroundings): Finding[] {
  const subject = `the origin ${origin.Id} of ${id}, ${origin.DomainName},`;
  if (locateOrigin(origin).isWebsite) {
    return [checkWebsite(origin, subject)];
  }
  const { OriginAccessControlId: control } = origin;
  if (!control) {
    const isOpen = !origin.S3OriginConfig?.OriginAccessIdentity;
    const what = `${subject} has neither an origin access control nor an origin access identity`;
    return isOpen ? [createFinding('origin-open', what, FIX)] : [];
  }
  const found = accessControls.get(control);
  if (found && valueOrUndefined(found)?.SigningBehavior === 'never') {
    const what = `${subject} has the origin access control ${control}, which never signs a request`;
    return [createFinding('origin-open', what, FIX)];
  }
  return [];
}

/** A website endpoint takes no signed requests, so its bucket is public or asks for a header. */
function checkWebsite({ CustomHeaders }: Origin, subject: string): Finding {
  const names = CustomHeaders?.Items?.map(({ HeaderName }) => HeaderName!) ?? [];
  if (names.length === 0) {
    return createFinding('origin-open', `${subject} is a website endpoint of S3`, FIX);
  }
  const what = `${subject} is a website endpoint of S3, and CloudFront sends it ${names.join(', ')}; a bucket policy can ask for Referer and User-Agent, and for no other header`;
  return createFinding('origin-header-only', what, FIX);
}
