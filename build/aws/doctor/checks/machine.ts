import type { CliError } from '../../../errors.js';
import { isFault } from '../../errors.js';
import type { Check, Examined } from '../examined.js';
import { type Finding, finding } from '../findings.js';

// A token carries whole seconds, and a network takes a few; more than that is the clock.
const TOLERANCE = 30;

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
} as const satisfies Partial<Readonly<Record<keyof Examined, string>>>;

/** What AWS did not let be seen: once for each refusal, however much it hides. */
export const checkAccess: Check = (examined) => {
  const found = new Map<CliError, Finding>();
  for (const [part, permission] of Object.entries(PERMISSIONS)) {
    const look = examined[part as keyof typeof PERMISSIONS];
    if (look.seen || look.refusal.code === 'ERR_SECRET' || found.has(look.refusal)) continue;
    const what = look.refusal.message.split('\n')[0]!;
    found.set(look.refusal, finding('cannot-look', what, access(look.refusal, permission)));
  }
  return [...found.values()];
};

function access(refusal: CliError, permission: string): string {
  if (!isFault(refusal, 'denied', 'credentials')) return 'mend that, then run doctor again';
  // The data plane's signatures hold for every region, and so must the session.
  const session = permission.startsWith('cloudfront-keyvaluestore:')
    ? '; a session token has to be from a regional endpoint of STS'
    : '';
  return `allow ${permission}${session}`;
}

/** The clock that tokens are made and judged by here. */
export const checkClock: Check = ({ ahead }) => {
  if (ahead === undefined || Math.abs(ahead) <= TOLERANCE) return [];
  const what = `this machine's clock is ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} AWS's`;
  return [finding('clock-off', what, 'set the clock, with NTP for instance')];
};
