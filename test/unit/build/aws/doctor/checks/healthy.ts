import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { NO_SURROUNDINGS } from '../../../../../../build/aws/doctor/doors/surroundings.js';
import type { CheckInput, Finding } from '../../../../../../build/aws/doctor/findings.js';
import type { TestRun } from '../../../../../../build/aws/live/test-function.js';
import type { FunctionState } from '../../../../../../build/aws/resources/functions.js';
import type { SecretVersion } from '../../../../../../build/aws/resources/secrets-manager.js';
import { parseMark } from '../../../../../../build/aws/rotate/mark.js';
import type { ReadResult } from '../../../../../../build/aws/survey/read-result.js';
import type { EdgeFunction } from '../../../../../../build/compile/build.js';
import { resolveDeployment } from '../../../../../../build/config/deployment.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../../../build/config/resolve.js';
import { CliError } from '../../../../../../build/host/errors.js';
import { version } from '../../../../../../build/host/packages.js';
import {
  cacheBehavior,
  sampleDistribution,
} from '../../../../../fakes/aws/cloudfront/sample-distribution.js';

export const NOW = 1_800_000_000;

export const DISTRIBUTION = 'E1A2B3C4D5E6F7';

export const FUNCTION_ARN = 'arn:aws:cloudfront::000000000000:function/pocket-spa-auth';

export const STORE_ARN = 'arn:aws:cloudfront::000000000000:key-value-store/1';

export const SECRET = 'a1'.repeat(32);

export const OTHER = 'b2'.repeat(32);

export const THIRD = 'c3'.repeat(32);

export const CODE = `// pocket-spa-auth ${version}\nfunction handler() {}\n`;

export const LIVE: FunctionState = {
  arn: FUNCTION_ARN,
  etag: 'E1',
  code: CODE,
  runtime: 'cloudfront-js-2.0',
  comment: '',
  store: STORE_ARN,
  status: 'DEPLOYED',
};

export const BUILT = {
  code: CODE,
  manifest: { runtime: 'cloudfront-js-2.0' },
} as EdgeFunction;

const RUN: TestRun = { output: undefined, utilization: 14, error: '' };

export const PASSED_RUN: TestRun = {
  ...RUN,
  output: { method: 'GET', uri: '/index.html', querystring: {}, headers: {}, cookies: {} },
};

export function refusedRun(reason: string): TestRun {
  const headers = { 'x-spa-auth-reason': { value: reason } };
  return { ...RUN, output: { statusCode: 302, headers } };
}

export function failedRun(error: string): TestRun {
  return { ...RUN, error };
}

/** A version of the secret that is a minute old. */
export function secretVersion(secrets: readonly string[], id = 'by-hand'): SecretVersion {
  return { id, labels: ['AWSCURRENT'], createdAt: NOW - 60, secrets, text: secrets.join() };
}

export function ok<T>(value: T): ReadResult<T> {
  return { ok: true, value };
}

export function failed(code: string, message = 'the message of an error'): ReadResult<never> {
  return { ok: false, error: new CliError(code, message) };
}

/** The sample site: a backend that logs users in, and the function on the default behavior. */
export function siteConfig(changes: Partial<DistributionConfig> = {}): DistributionConfig {
  const site = sampleDistribution(1, changes);
  return {
    ...site,
    DefaultCacheBehavior: withFunction({
      ...site.DefaultCacheBehavior!,
      ...changes.DefaultCacheBehavior,
    }),
    CacheBehaviors: changes.CacheBehaviors ?? { Quantity: 1, Items: [API] },
  };
}

export const API = cacheBehavior('/api/*', {
  TargetOriginId: 'backend',
  CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  AllowedMethods: {
    Quantity: 7,
    Items: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
  },
});

/** The behavior with this function at viewer-request. */
export function withFunction<B extends object>(behavior: B, arn = FUNCTION_ARN) {
  const items = [{ FunctionARN: arn, EventType: 'viewer-request' as const }];
  return { ...behavior, FunctionAssociations: { Quantity: 1, Items: items } };
}

export function okDistribution(config: DistributionConfig, status = 'Deployed') {
  const arn = `arn:aws:cloudfront::000000000000:distribution/${DISTRIBUTION}`;
  return ok({ id: DISTRIBUTION, arn, status, domainName: 'd1.cloudfront.net', config });
}

/** An input without an error or a warning, apart from the changes. */
export function healthyInput(
  changes: Partial<CheckInput> = {},
  given: EdgeConfig = {},
): CheckInput {
  const { current = ok(secretVersion([SECRET])) } = changes;
  const config: EdgeConfig = { ...given, deploy: { distribution: DISTRIBUTION, ...given.deploy } };
  return {
    config: resolveConfig(config),
    deployment: resolveDeployment(config, undefined),
    now: NOW,
    built: ok(BUILT),
    development: ok(LIVE),
    live: ok(LIVE),
    store: ok({ arn: STORE_ARN, etag: 'E2', status: 'READY', comment: '' }),
    content: ok({ etag: 'E3', items: 1, bytes: 76 }),
    stored: ok({ secrets: [SECRET], suffix: '' }),
    current,
    previous: ok(undefined),
    pending: ok(undefined),
    mark: ok(current.ok && current.value ? parseMark(current.value.id) : undefined),
    distribution: okDistribution(siteConfig()),
    userCutOffs: ok(undefined),
    liveAnswers: ok({ valid: PASSED_RUN, missing: refusedRun('missing'), utilization: 14 }),
    clockSkew: 0,
    metrics: ok(undefined),
    surroundings: NO_SURROUNDINGS,
    ...changes,
  };
}

export function listCodes(findings: readonly Finding[]): string[] {
  return findings.map(({ code }) => code);
}
