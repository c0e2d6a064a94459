import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { Evidence, Finding } from '../../../../../../build/aws/doctor/findings.js';
import type { TestRun } from '../../../../../../build/aws/live/test-function.js';
import type { FunctionState } from '../../../../../../build/aws/resources/functions.js';
import type { SecretVersion } from '../../../../../../build/aws/resources/secrets-manager.js';
import { parseMark } from '../../../../../../build/aws/rotate/state.js';
import type { Observation } from '../../../../../../build/aws/survey/observation.js';
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

const RUN: TestRun = { output: undefined, utilization: 14, error: '', logs: [] };

export const PASSED: TestRun = {
  ...RUN,
  output: { method: 'GET', uri: '/index.html', querystring: {}, headers: {}, cookies: {} },
};

export function refused(reason: string): TestRun {
  const headers = { 'x-spa-auth-reason': { value: reason } };
  return { ...RUN, output: { statusCode: 302, headers } };
}

export function broken(error: string): TestRun {
  return { ...RUN, error };
}

/** A version of the secret that has been there for a minute. */
export function held(secrets: readonly string[], id = 'by-hand'): SecretVersion {
  return { id, labels: ['AWSCURRENT'], createdAt: NOW - 60, secrets, text: secrets.join() };
}

export function seen<T>(value: T): Observation<T> {
  return { seen: true, value };
}

export function refusal(code: string, message = 'the words of a refusal'): Observation<never> {
  return { seen: false, refusal: new CliError(code, message) };
}

/** The sample site with a backend that logs in and the function before everything else. */
export function siteConfig(changes: Partial<DistributionConfig> = {}): DistributionConfig {
  const site = sampleDistribution(1, changes);
  return {
    ...site,
    DefaultCacheBehavior: guarded({
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

/** A behavior with the function, or another, at viewer-request. */
export function guarded<B extends object>(behavior: B, arn = FUNCTION_ARN) {
  const items = [{ FunctionARN: arn, EventType: 'viewer-request' as const }];
  return { ...behavior, FunctionAssociations: { Quantity: 1, Items: items } };
}

export function surveyed(config: DistributionConfig, status = 'Deployed') {
  return seen({ id: DISTRIBUTION, status, domainName: 'd1.cloudfront.net', config });
}

/** All as it should be, but for what is given. */
export function healthy(changes: Partial<Evidence> = {}, given: EdgeConfig = {}): Evidence {
  const { current = seen(held([SECRET])) } = changes;
  const config: EdgeConfig = { ...given, deploy: { distribution: DISTRIBUTION, ...given.deploy } };
  return {
    config: resolveConfig(config),
    deployment: resolveDeployment(config, undefined),
    now: NOW,
    built: seen(BUILT),
    development: seen(LIVE),
    live: seen(LIVE),
    store: seen({ arn: STORE_ARN, etag: 'E2', status: 'READY' }),
    content: seen({ etag: 'E3', items: 1, bytes: 76 }),
    stored: seen({ secrets: [SECRET], suffix: '' }),
    current,
    previous: seen(undefined),
    pending: seen(undefined),
    mark: seen(current.seen && current.value ? parseMark(current.value.id) : undefined),
    distribution: surveyed(siteConfig()),
    cutOffs: seen(undefined),
    trials: seen({ valid: PASSED, missing: refused('missing') }),
    ahead: 0,
    ...changes,
  };
}

export function codes(findings: readonly Finding[]): string[] {
  return findings.map(({ code }) => code);
}
