import type { CliError } from '../../../host/errors.js';
import { describeClockSkew } from '../../clock-skew.js';
import { isAwsFault } from '../../errors.js';
import { DeletedSecretError } from '../../resources/secrets-manager.js';
import { type Check, type CheckInput, createFinding, type Finding } from '../findings.js';

/** The permissions that reading each part of the input needs. */
const PERMISSIONS = {
  development: 'cloudfront:DescribeFunction, cloudfront:GetFunction',
  live: 'cloudfront:DescribeFunction, cloudfront:GetFunction',
  store: 'cloudfront:DescribeKeyValueStore',
  content: 'cloudfront-keyvaluestore:DescribeKeyValueStore',
  stored: 'cloudfront-keyvaluestore:GetKey',
  userCutOffs: 'cloudfront-keyvaluestore:ListKeys',
  current: 'secretsmanager:GetSecretValue',
  previous: 'secretsmanager:GetSecretValue',
  pending: 'secretsmanager:GetSecretValue',
  distribution: 'cloudfront:GetDistribution',
  liveAnswers: 'cloudfront:TestFunction',
} as const satisfies Partial<Readonly<Record<keyof CheckInput, string>>>;

/**
 * Finds what could not be read from AWS. An error is one finding, even if several parts depend on
 * the same call; so is a cause that keeps every call from AWS.
 */
export const checkAccess: Check = (input) => {
  const found = new Map<CliError | string, Finding>();
  for (const [part, permission] of Object.entries(PERMISSIONS)) {
    const result = input[part as keyof typeof PERMISSIONS];
    if (result.ok || isOtherFinding(result.error)) {
      continue;
    }
    const { error } = result;
    const cause = causeAdvice(error) ?? error;
    if (found.has(cause)) {
      continue;
    }
    const what = error.message.split('\n')[0]!;
    found.set(cause, createFinding('cannot-look', what, accessFix(error, permission)));
  }
  return [...found.values()];
};

/** Whether another check reports the error: the thing could be read, but is not usable. */
function isOtherFinding(error: CliError): boolean {
  return error.code === 'ERR_SECRET' || error instanceof DeletedSecretError;
}

/** What to do if the cause is this machine, its network or its credentials; else undefined. */
function causeAdvice(error: CliError): string | undefined {
  return isAwsFault(error, 'credentials', 'unreachable') ? error.advice : undefined;
}

/** What to do about a read that failed. */
export function accessFix(error: CliError, permission: string): string {
  if (!isAwsFault(error, 'denied')) {
    return causeAdvice(error) ?? 'fix that, then run doctor again';
  }
  // Requests to the data plane are signed for every region (SigV4A), and only session tokens of
  // regional STS endpoints allow that.
  const session = permission.startsWith('cloudfront-keyvaluestore:')
    ? '; a session token has to be from a regional endpoint of STS'
    : '';
  return `allow ${permission}${session}`;
}

/**
 * Compares this machine's clock with AWS's: the times in tokens that are made here come from it.
 */
export const checkClock: Check = ({ clockSkew }) => {
  const what = describeClockSkew(clockSkew);
  return what === undefined
    ? []
    : [createFinding('clock-off', what, 'set the clock, for example with NTP')];
};
