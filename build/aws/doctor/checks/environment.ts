import type { CliError } from '../../../host/errors.js';
import { describeClockSkew } from '../../clock-skew.js';
import { isAwsFault } from '../../errors.js';
import { DeletedSecretError } from '../../resources/secrets-manager.js';
import { type Check, type Evidence, type Finding, finding } from '../findings.js';

/** The permissions that each look needs. */
const PERMISSIONS = {
  development: 'cloudfront:DescribeFunction, cloudfront:GetFunction',
  live: 'cloudfront:DescribeFunction, cloudfront:GetFunction',
  store: 'cloudfront:DescribeKeyValueStore',
  content: 'cloudfront-keyvaluestore:DescribeKeyValueStore',
  stored: 'cloudfront-keyvaluestore:GetKey',
  cutOffs: 'cloudfront-keyvaluestore:ListKeys',
  current: 'secretsmanager:GetSecretValue',
  previous: 'secretsmanager:GetSecretValue',
  pending: 'secretsmanager:GetSecretValue',
  distribution: 'cloudfront:GetDistribution',
  trials: 'cloudfront:TestFunction',
} as const satisfies Partial<Readonly<Record<keyof Evidence, string>>>;

/** What AWS did not let be seen: once for each refusal, however much it hides. */
export const checkAccess: Check = (examined) => {
  const found = new Map<CliError, Finding>();
  for (const [part, permission] of Object.entries(PERMISSIONS)) {
    const look = examined[part as keyof typeof PERMISSIONS];
    if (look.seen || isTold(look.refusal) || found.has(look.refusal)) {
      continue;
    }
    const what = look.refusal.message.split('\n')[0]!;
    found.set(look.refusal, finding('cannot-look', what, access(look.refusal, permission)));
  }
  return [...found.values()];
};

/** Whether it is a finding of another check: AWS let it be seen, and what was seen is not usable. */
function isTold(refusal: CliError): boolean {
  return refusal.code === 'ERR_SECRET' || refusal instanceof DeletedSecretError;
}

function access(refusal: CliError, permission: string): string {
  if (!isAwsFault(refusal, 'denied', 'credentials')) {
    return 'mend that, then run doctor again';
  }
  // The data plane's signatures hold for every region, and so must the session.
  const session = permission.startsWith('cloudfront-keyvaluestore:')
    ? '; a session token has to be from a regional endpoint of STS'
    : '';
  return `allow ${permission}${session}`;
}

/** The clock that tokens are made and judged by here. */
export const checkClock: Check = ({ ahead }) => {
  const what = describeClockSkew(ahead);
  return what === undefined
    ? []
    : [finding('clock-off', what, 'set the clock, with NTP for instance')];
};
