import { createFinding, type DoorCheck } from '../findings.js';
import { listBackendBehaviors } from './backend.js';

/** Logins and APIs that answer over http. */
export const checkProtocols: DoorCheck = (site) =>
  listBackendBehaviors(site)
    .filter(({ behavior }) => behavior.ViewerProtocolPolicy === 'allow-all')
    .map(({ name, role }) => {
      const what = `the behavior ${name} of ${site.id}, which ${role}, answers over http`;
      const fix = 'set its ViewerProtocolPolicy to https-only or redirect-to-https';
      return createFinding('http-allowed', what, fix);
    });
