import type { Deployment } from '../../../config/deployment.js';
import { describeOwner, findOwner, ownerAdvice } from '../../resources/owner.js';
import type { Tags } from '../../resources/tags.js';
import { type ReadResult, valueOrUndefined } from '../../survey/read-result.js';
import { createFinding, type DoorCheck, type Finding } from '../findings.js';
import { describeUnread, PERMISSIONS } from './unread.js';

/** Another tool made the distribution, and may take the function off again. */
export const checkOwner: DoorCheck = ({ deployment }, { tags }) => describeTags(deployment, tags);

/** What is known of the owner before anything is changed, as in a dry run. */
export function findOwnerProblems(
  deployment: Deployment,
  tags: ReadResult<Tags | undefined>,
): readonly Finding[] {
  return tags.ok ? describeTags(deployment, tags) : [describeUnread(tags.error, PERMISSIONS.tags)];
}

/** What the configuration says wins over the tags. */
function describeTags(
  { distribution: id, managedBy }: Deployment,
  tags: ReadResult<Tags | undefined>,
): readonly Finding[] {
  const owner = findOwner(valueOrUndefined(tags) ?? {});
  return owner && id !== undefined && managedBy === undefined
    ? [createFinding('distribution-managed', describeOwner(owner, id), ownerAdvice(owner))]
    : [];
}
