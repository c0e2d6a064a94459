import { describeExposedFile } from '../../../compile/find-exposed.js';
import { commandLine } from '../../session.js';
import { type Check, createFinding } from '../findings.js';

/** Whether the built site on this machine has a file that must not be uploaded. */
export const checkSites: Check = ({ deployment, sites }) => {
  if (sites?.exposed === undefined) {
    return [];
  }
  const { what, fix } = describeExposedFile(sites.exposed);
  return sites.exposed.holdsSecret
    ? [
        createFinding(
          'secret-in-site',
          what,
          `${fix}; if it was uploaded: ${commandLine('rotate --emergency', deployment)}`,
        ),
      ]
    : [createFinding('function-in-site', what, fix)];
};
